"""Why: a language model may find better words and read more closely, and may decide nothing.

What it is given is chosen, hidden where it names a person, and short; what it answers is data until our own rules have
borne it out. Without an endpoint none of this is loaded, and with one nothing waits for it.
"""
