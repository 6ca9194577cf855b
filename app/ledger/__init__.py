"""Pages of the group's money: the kas, plan beside real, the cash book and its export."""
