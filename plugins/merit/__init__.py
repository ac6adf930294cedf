"""Rewards, penalties and appraisals 奖惩 (S-J, S-K4): people decide, facts only propose."""
