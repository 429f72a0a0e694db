"""What a pack may declare, one file a thing; `chengyun.packs.api` gives all of it."""
