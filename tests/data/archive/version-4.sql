BEGIN TRANSACTION;
CREATE TABLE articles (
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT,
        published TEXT,
        instant INTEGER,
        date_from TEXT,
        updated TEXT,
        authors TEXT NOT NULL,
        topics TEXT NOT NULL,
        language TEXT,
        summary TEXT NOT NULL,
        content TEXT NOT NULL,
        image TEXT,
        place INTEGER NOT NULL,
        topic TEXT, enclosures TEXT NOT NULL DEFAULT '[]', mark TEXT, translations TEXT NOT NULL DEFAULT '[]', number INTEGER,
        PRIMARY KEY (source, id)
    );
INSERT INTO "articles" VALUES('feeds/a.txt','1','The boat leaves',NULL,'2021-09-15T12:00:00+00:00',1631707200,'source',NULL,'["Ana"]','["Health"]','en','The whole town came to see the boat off, and nobody spoke for a while, as it had been built in the yard of the school by the pupils, their parents and two carpenters who had long retired from the shipyard.','','["https://x.example/i.jpg", "A boat", 600, 400]',0,'water','[]','4cnlwz4k','[]',1);
INSERT INTO "articles" VALUES('https://x.example/feed','2','The boat leaves','https://x.example/2',NULL,NULL,NULL,NULL,'[]','[]',NULL,'The whole town came to see the boat off, and nobody spoke for a while, as it had been built in the yard of the school by the pupils, their parents and two carpenters who had long retired from the shipyard. It will be back in May.','',NULL,0,'water','[["https://x.example/a.mp3", "audio/mpeg", 9]]','uxweiooz','[]',2);
CREATE TABLE issues (
        name TEXT NOT NULL,
        language TEXT NOT NULL,
        kind TEXT NOT NULL,
        start TEXT NOT NULL,
        "end" TEXT NOT NULL,
        number INTEGER,
        count INTEGER NOT NULL,
        headlines TEXT NOT NULL,
        PRIMARY KEY (language, name)
    ) WITHOUT ROWID;
INSERT INTO "issues" VALUES('2021-09','en','month','2021-09-01T00:00:00+00:00','2021-10-01T00:00:00+00:00',3,1,'["The boat leaves"]');
CREATE TABLE judged (
        language TEXT NOT NULL,
        issue TEXT NOT NULL,
        kind TEXT NOT NULL,
        ended INTEGER NOT NULL,
        mark TEXT NOT NULL,
        inside INTEGER NOT NULL,
        PRIMARY KEY (language, issue, mark)
    ) WITHOUT ROWID;
INSERT INTO "judged" VALUES('en','2021-09','month',1633046400,'4cnlwz4k',1);
INSERT INTO "judged" VALUES('en','2021-09','month',1633046400,'uxweiooz',0);
CREATE TABLE likenesses (
        one INTEGER NOT NULL,
        other INTEGER NOT NULL,
        degree REAL NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID;
INSERT INTO "likenesses" VALUES(1,2,1.5);
INSERT INTO "likenesses" VALUES(2,1,1.5);
CREATE TABLE remotes (
        name TEXT PRIMARY KEY,
        feed TEXT NOT NULL,
        address TEXT NOT NULL,
        etag TEXT NOT NULL,
        modified TEXT NOT NULL,
        settings TEXT NOT NULL,
        asked TEXT,
        answered TEXT,
        failures INTEGER NOT NULL,
        failing_since TEXT,
        error TEXT NOT NULL,
        wait_until TEXT
    ) WITHOUT ROWID;
INSERT INTO "remotes" VALUES('https://x.example/feed','','','"1"','','','2021-10-01T00:00:00+00:00',NULL,0,NULL,'',NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "settings" VALUES('likeness','1');
INSERT INTO "settings" VALUES('topics','rules');
CREATE TABLE signs (
        sign INTEGER NOT NULL,
        title INTEGER NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (sign, title, number)
    ) WITHOUT ROWID;
INSERT INTO "signs" VALUES(178696346,53355,1);
INSERT INTO "signs" VALUES(178696346,53355,2);
INSERT INTO "signs" VALUES(196850292,53355,1);
INSERT INTO "signs" VALUES(196850292,53355,2);
INSERT INTO "signs" VALUES(556847643,53355,2);
INSERT INTO "signs" VALUES(560163835,53355,1);
INSERT INTO "signs" VALUES(560163835,53355,2);
INSERT INTO "signs" VALUES(771000698,53355,1);
INSERT INTO "signs" VALUES(771000698,53355,2);
INSERT INTO "signs" VALUES(1081710867,53355,1);
INSERT INTO "signs" VALUES(1081710867,53355,2);
INSERT INTO "signs" VALUES(1166640148,53355,1);
INSERT INTO "signs" VALUES(1166640148,53355,2);
INSERT INTO "signs" VALUES(2619078121,53355,2);
INSERT INTO "signs" VALUES(3327043809,53355,1);
INSERT INTO "signs" VALUES(3327043809,53355,2);
CREATE TABLE sources (
        name TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        zone TEXT NOT NULL,
        present INTEGER NOT NULL DEFAULT 1
    , format TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
INSERT INTO "sources" VALUES('feeds/a.txt','f1','UTC',1,'listing');
INSERT INTO "sources" VALUES('https://x.example/feed','f2','UTC',1,'rss');
CREATE INDEX articles_by_instant ON articles (instant DESC, source, place);
CREATE INDEX articles_by_topic ON articles (topic, instant DESC, source, place);
CREATE INDEX articles_undated ON articles (source, place) WHERE instant IS NULL;
CREATE INDEX articles_unfiled ON articles (source) WHERE topic IS NULL;
CREATE INDEX articles_by_mark ON articles (mark);
CREATE INDEX judged_by_mark ON judged (mark, language, kind, ended);
CREATE UNIQUE INDEX articles_by_number ON articles (number);
COMMIT;
PRAGMA user_version = 4;
