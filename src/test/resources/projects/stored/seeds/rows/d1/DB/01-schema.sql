-- Who is known.
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INTEGER, weight REAL);
CREATE INDEX by_age ON users (age);
