"""The hand-drawn part of the district: where its true rivers, roads and places run.

All coordinates are (lon, lat) in WGS84, drawn from general knowledge to about a hundred metres.
Everything between them is generated; see `district.build`.
"""
