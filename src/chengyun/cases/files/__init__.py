"""Photos, videos and recordings: what is taken, how pictures are made safe, where bytes lie."""
