"""A hierarchical choice model: what people take among what is offered, estimated from few choices each.

`features` says what an alternative can be liked for, `likelihood` how probable a record is for a given taste,
`hierarchy` what people in general want and what one person does, `ensemble` puts predictions together. Nothing here
knows of customers or catalogues.
"""
