"""Two records that look like one person's, of which one stops calls. Asked whenever somebody who is not to be called is
decided anew, and of each batch of a file (1,000 people): as text, since Peewee takes 3 ms to build it, ten times as
long as it runs for one person."""
