"""What visitors thought of it: asked at the desk's panel and on the phone, told to the supervisor as sums only."""
