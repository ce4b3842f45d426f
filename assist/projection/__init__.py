"""The draft check: where does a draft put somebody else's taste in place of this customer's own choices?"""
