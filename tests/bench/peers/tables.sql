-- What a small service of its own would have: members, a proposal with its tally, positions, and a log.
CREATE TABLE members (token bytea PRIMARY KEY, member int NOT NULL, assembly int NOT NULL);
CREATE TABLE proposals (
  id int PRIMARY KEY, assembly int NOT NULL, stage int NOT NULL, revision int NOT NULL,
  agree int NOT NULL DEFAULT 0, abstain int NOT NULL DEFAULT 0, sequence bigint NOT NULL DEFAULT 0);
CREATE TABLE positions (
  proposal int NOT NULL, member int NOT NULL, stance int NOT NULL, revision int NOT NULL, reason text,
  PRIMARY KEY (proposal, member));
CREATE TABLE log (
  id bigserial PRIMARY KEY, assembly int NOT NULL, at timestamptz NOT NULL DEFAULT now(), body bytea NOT NULL);
CREATE TABLE bare (id bigserial PRIMARY KEY, body bytea NOT NULL);
INSERT INTO members SELECT sha256(i::text::bytea), i, 1 FROM generate_series(1, 320) i;
INSERT INTO proposals (id, assembly, stage, revision) VALUES (1, 1, 5, 1);
