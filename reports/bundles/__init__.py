"""Bundles: one WACZ file with all that an audit rests on, packed, verified and shown. Reads no network."""
