"""How long somebody will wait, learnt from what a line did: state → features → trees → a range."""
