-- A sealed value names its key in bytes 2 to 9. What is under which key is looked up, and counted, by these.

CREATE INDEX devices_by_key ON devices (substr(sealed, 2, 8));
CREATE INDEX rejected_codes_by_key ON rejected_codes (substr(sealed, 2, 8));
