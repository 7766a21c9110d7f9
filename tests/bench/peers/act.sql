-- One position, as one transaction: may this member, is the proposal called, their position, the log, the tally.
\set who random(1, 320)
\set stance random(1, 2)
BEGIN;
SELECT m.member FROM members m JOIN proposals p ON p.assembly = m.assembly
  WHERE m.token = sha256((:who)::text::bytea) AND p.id = 1 AND p.stage = 5;
WITH before AS (SELECT stance FROM positions WHERE proposal = 1 AND member = :who FOR UPDATE),
     put AS (
       INSERT INTO positions VALUES (1, :who, :stance, 1, repeat('r', 90))
       ON CONFLICT (proposal, member) DO UPDATE SET stance = excluded.stance, reason = excluded.reason
       RETURNING 1)
UPDATE proposals SET
  agree = agree + (:stance = 1)::int - coalesce((SELECT (stance = 1)::int FROM before), 0),
  abstain = abstain + (:stance = 2)::int - coalesce((SELECT (stance = 2)::int FROM before), 0),
  sequence = sequence + 1
  WHERE id = 1;
INSERT INTO log (assembly, body) VALUES (1, decode(repeat('ab', 200), 'hex'));
COMMIT;
