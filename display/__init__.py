"""What the hall sees and hears: the TV boards, the visitor's page, the virtual paper."""
