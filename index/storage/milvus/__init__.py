"""An index in Milvus, for more than one machine: passages in one collection, articles with all else in another."""
