INSERT INTO bare (body) VALUES (decode(repeat('ab', 200), 'hex'));
