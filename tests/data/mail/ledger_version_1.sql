BEGIN TRANSACTION;
CREATE TABLE approvals (issue TEXT PRIMARY KEY, content TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "approvals" VALUES('2021-10','as built','2021-11-01T09:00:00+00:00');
CREATE TABLE handovers (
        sending INTEGER NOT NULL REFERENCES sendings (id),
        message_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        edition TEXT NOT NULL,
        state TEXT NOT NULL,
        at TEXT NOT NULL,
        tries INTEGER NOT NULL,
        code INTEGER,
        answer TEXT NOT NULL,
        PRIMARY KEY (sending, message_id)
    ) WITHOUT ROWID;
INSERT INTO "handovers" VALUES(1,'<deferred@x>','deferred@x.example','es','later','2021-11-01T09:00:00+00:00',1,451,'not now');
INSERT INTO "handovers" VALUES(1,'<rejected@x>','rejected@x.example','es/health+water','refused','2021-11-01T09:00:00+00:00',1,550,'5.1.1 nobody');
INSERT INTO "handovers" VALUES(1,'<sent@x>','sent@x.example','en','sent','2021-11-01T09:00:00+00:00',1,250,'2.0.0 kept');
INSERT INTO "handovers" VALUES(1,'<unknown@x>','unknown@x.example','en','handing over','2021-11-01T09:00:00+00:00',1,NULL,'');
CREATE TABLE sendings (
        id INTEGER PRIMARY KEY,
        issue TEXT NOT NULL,
        amendment INTEGER NOT NULL,
        content TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT,
        UNIQUE (issue, amendment)
    );
INSERT INTO "sendings" VALUES(1,'2021-10',0,'as built','2021-11-01T09:00:00+00:00',NULL);
CREATE TABLE unsubscribed (recipient TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "unsubscribed" VALUES('gone@x.example','2021-11-01T09:00:00+00:00');
COMMIT;
PRAGMA user_version = 1;
