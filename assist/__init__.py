"""Their Way: treat each customer the way that customer's own actions indicate they want."""
