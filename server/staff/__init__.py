"""What staff are told wherever they sit: alarms, messages, devices that need a hand, the clock."""
