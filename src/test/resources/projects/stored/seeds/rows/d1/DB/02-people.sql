INSERT INTO users (name, age, weight) VALUES ('ada', 36, 55.5), ('grüße; ''quoted''', NULL, NULL);
