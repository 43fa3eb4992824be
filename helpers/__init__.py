"""The functions of the series: the modules students complete, and what is given to them."""
