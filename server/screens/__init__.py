"""What a kiosk PC and a TV box have in common: a locked-down Chromium, paired by a code, kept alive. Stdlib only."""
