"""Pages of the people block: sign-in, one's own profile and mirror, posts of an agency, the demo's accounts."""
