BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'luot','m001_journal','2026-11-24 14:34:30.585588+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'luot','m002_projections','2026-11-24 14:34:30.589422+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'luot','m003_beside','2026-11-24 14:34:30.593545+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'luot','m004_numbers_not_shown_yet','2026-11-24 14:34:30.597166+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'luot','m005_fewer_pages_a_ticket','2026-11-24 14:34:30.600022+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'luot','m006_tries_are_not_kept','2026-11-24 14:34:30.612097+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'luot','m007_what_a_probe_found','2026-11-24 14:34:30.621456+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'luot','m008_who_asked_for_a_paper','2026-11-24 14:34:30.625315+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'luot','m009_all_deeds_of_a_desk','2026-11-24 14:34:30.635015+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'luot','m020_the_line','2026-11-24 14:34:30.645812+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'luot','m030_which_screen_showed_a_call','2026-11-24 14:34:30.649220+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'luot','m060_alarms_and_messages','2026-11-24 14:34:30.657563+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'luot','m070_sittings','2026-11-24 14:34:30.661043+00:00');
INSERT INTO "_sqlite_migrations" VALUES(14,'luot','m080_forecasts_kept','2026-11-24 14:34:30.669302+00:00');
INSERT INTO "_sqlite_migrations" VALUES(15,'luot','m085_closed_days_summed_up','2026-11-24 14:34:30.673113+00:00');
INSERT INTO "_sqlite_migrations" VALUES(16,'luot','m090_ratings','2026-11-24 14:34:30.677281+00:00');
INSERT INTO "_sqlite_migrations" VALUES(17,'luot','m091_alerts_of_the_control_room','2026-11-24 14:34:30.681219+00:00');
CREATE TABLE accounts (
  username TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, password_hash TEXT) WITHOUT ROWID;
INSERT INTO "accounts" VALUES('an','Nguyễn Văn An','officer','$argon2id$v=19$m=8192,t=1,p=1$k4E5VuVBDk5TZ7rGjJxOSQ$xR6x38nQik4EMPog6kOkN+2T1VPf/vfKfgNTiaqILDs');
CREATE TABLE alarms (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL, desk TEXT NOT NULL,
  officer TEXT NOT NULL, at INTEGER NOT NULL, accepted_at INTEGER, accepted_by TEXT, closed_at INTEGER, closed_by TEXT
);
CREATE TABLE alert_acks (
  alert INTEGER NOT NULL REFERENCES watch_alerts (id), level INTEGER NOT NULL, at INTEGER NOT NULL,
  officer TEXT NOT NULL, PRIMARY KEY (alert, level)
) WITHOUT ROWID;
CREATE TABLE answers (
  scope TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (scope, key)
) WITHOUT ROWID;
INSERT INTO "answers" VALUES('desk:1:an','key-00000003','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795395960000,'{"deed": "56ec28b95ba2f3ce", "did": ["called"], "version": 16}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000004','a1dd64709bafee9cea9f5d550f3722e5492ff1362e80166651bf691357ea7ed6',1795395960000,'{"deed": "0fcef550a305c291", "did": ["recalled"], "version": 17}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000005','a79d330217e9d5ad3576a67001179873d92e4e5300c5fe81a23f5ce1fa348a72',1795396020000,'{"deed": "2d77d42dddeea7df", "did": ["started"], "version": 18}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000006','f7137ac7c99e783f31c1eb2ef3da61f0841498290c32295ac6e7f5410eb73a1e',1795396020000,'{"deed": "40bf825103c31227", "did": [], "version": 18}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000007','aeb840160686b98c55ce48666f44cc1095c98c3837b5f91f2b0fec73e4d09b71',1795396020000,'{"deed": "3bcb7316de861cbc", "did": ["held"], "version": 19}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000008','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795396020000,'{"deed": "a76dffd872b9e573", "did": ["called"], "version": 20}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000009','2af6b71ae33229b4f7da2e0916731feaa36b1d39bb62f47c35198defe2d915d7',1795396020000,'{"deed": "51c9df71400e4380", "did": ["no-show"], "version": 21}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000010','bba362925c03f004e657f5d60662b8c2a2decafb9cbd7fecf5e53da11b2ff2b5',1795396020000,'{"deed": "d512162838e17686", "did": ["late-return"], "version": 22}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000011','86d18ca334519a35126af7a7ced35f46cb455d74445a7dc70b212aa263862e0a',1795396020000,'{"deed": "c56b44664318ec4f", "did": ["resumed"], "version": 23}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000012','ea33b375c7a7028b76de947108b0b27a06779dbf227a87dad96ded939c566d6b',1795396020000,'{"deed": "2d9aa4496775e60c", "did": ["dossiers-counted"], "version": 24}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000013','1491d75e66b081aae87ee13f8f43f20db182d963d7b86fe239b1a52ac53a49ba',1795396020000,'{"deed": "d10989d54198cc0e", "did": ["finished"], "version": 25}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000014','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795396020000,'{"deed": "010f8d8c6d662ca0", "did": ["called"], "version": 26}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000015','a79d330217e9d5ad3576a67001179873d92e4e5300c5fe81a23f5ce1fa348a72',1795396020000,'{"deed": "24294daf1478f7dc", "did": ["started"], "version": 27}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000016','66cd5a8fe8eaadf31a7fe239fc5f9a532ca7fa85829406fc942f8e09c1d5957c',1795396020000,'{"deed": "d0fb9da1273635a9", "did": ["transferred", "opened"], "version": 29}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000017','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795396020000,'{"deed": "9c3443d8078929c4", "did": ["called"], "version": 30}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000018','723e1ad1fb93e84c3798923f47693cd4620bfc67f633a0e8d6a644711a23a0b4',1795396020000,'{"deed": "1462acfcf7c6f747", "did": ["undone"], "version": 31}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000019','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795396020000,'{"deed": "732d4b8793f77749", "did": ["called"], "version": 32}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000020','70e5bee7b987a2eef99366fb2964e0fd7cebc8adebea96fdb54f33430680b512',1795396020000,'{"deed": "4d773d09053c3da1", "did": ["put-back"], "version": 33}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000021','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795396020000,'{"deed": "d951f4088f6b2075", "did": ["called"], "version": 34}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000022','a79d330217e9d5ad3576a67001179873d92e4e5300c5fe81a23f5ce1fa348a72',1795396020000,'{"deed": "9378b5e14a4f8b63", "did": ["started"], "version": 35}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000023','715f8ce7371858078d677ecf13658ad21b45accf5f6ae82ba9b7e07d71da8c98',1795396020000,'{"deed": "5fc378968cd2bc5e", "did": ["opened"], "version": 36}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000024','1491d75e66b081aae87ee13f8f43f20db182d963d7b86fe239b1a52ac53a49ba',1795396020000,'{"deed": "3b9f859455a31436", "did": ["finished", "activated"], "version": 38}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000025','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795396020000,'{"deed": "25adbf8f53eb0d29", "did": ["called"], "version": 39}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000026','a79d330217e9d5ad3576a67001179873d92e4e5300c5fe81a23f5ce1fa348a72',1795396020000,'{"deed": "07cf39ee0a2e18d2", "did": ["started"], "version": 40}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000027','413dc1be909dcab72490ecb794a76092433942efdcd9a4afc3b70a2c73097b89',1795396020000,'{"deed": "f46a0ba49fb54ffe", "did": ["transferred", "opened", "opened"], "version": 43}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000028','723e1ad1fb93e84c3798923f47693cd4620bfc67f633a0e8d6a644711a23a0b4',1795396020000,'{"deed": "5a57a5da079e9ad2", "did": ["voided", "voided", "undone"], "version": 46}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000029','c962e86330fb723a543fcf4392589a684cc7d7e9491fa5b5713613c12806a746',1795396020000,'{"deed": "fe0a13c7d8895d0a", "did": ["service-changed"], "version": 47}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000030','79927c50b0ca0157a7f2307d6618affd12ff4eac589c6bb2f7e93a57b01a1f01',1795396020000,'{"deed": "0bed5e4bca038755", "did": ["class-changed"], "version": 48}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000031','fce82d664f514b50fbfa7813f8583b140b0e4d5f24b439e55856b436dc9f0b5b',1795396020000,'{"deed": "d4eab2f0d8406a1c", "did": ["left"], "version": 49}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000032','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795396320000,'{"deed": "687c6d75677797ba", "did": ["called"], "version": 50}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000043','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795482000000,'{"deed": "633d32610becffd1", "did": ["called"], "version": 73}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000044','a79d330217e9d5ad3576a67001179873d92e4e5300c5fe81a23f5ce1fa348a72',1795482240000,'{"deed": "ec0e6ca525522b9c", "did": ["started"], "version": 74}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000045','1491d75e66b081aae87ee13f8f43f20db182d963d7b86fe239b1a52ac53a49ba',1795482780000,'{"deed": "a141469b00f8e7be", "did": ["finished"], "version": 75}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000048','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795568400000,'{"deed": "2cf797448c236d0c", "did": ["called"], "version": 79}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000049','a79d330217e9d5ad3576a67001179873d92e4e5300c5fe81a23f5ce1fa348a72',1795568640000,'{"deed": "2c8f811dce91ec42", "did": ["started"], "version": 80}');
INSERT INTO "answers" VALUES('desk:1:an','key-00000050','1491d75e66b081aae87ee13f8f43f20db182d963d7b86fe239b1a52ac53a49ba',1795569180000,'{"deed": "3935ed861dd1fd86", "did": ["finished"], "version": 81}');
INSERT INTO "answers" VALUES('desk:1:binh','key-00000033','a79d330217e9d5ad3576a67001179873d92e4e5300c5fe81a23f5ce1fa348a72',1795396320000,'{"deed": "8c634750afe7ba99", "did": ["started"], "version": 53}');
INSERT INTO "answers" VALUES('desk:1:binh','key-00000034','1491d75e66b081aae87ee13f8f43f20db182d963d7b86fe239b1a52ac53a49ba',1795396740000,'{"deed": "69a7113325c0d645", "did": ["finished"], "version": 54}');
INSERT INTO "answers" VALUES('desk:1:binh','key-00000035','11ab4e5bb16ef5ecf58e13daa289568bde12f25ba6ccc7ed58d7845fb2448fbe',1795396740000,'{"deed": "9a63752cec16a0cf", "did": ["desk-break"], "version": 55}');
INSERT INTO "answers" VALUES('desk:1:binh','key-00000036','b6c12c5d5da66b5bd5da0288a356653b9c83e301e83549e0b13937293bcdd44a',1795396740000,'{"deed": "954fa34850cf5155", "did": ["desk-back-office"], "version": 56}');
INSERT INTO "answers" VALUES('desk:1:binh','key-00000037','1ad7fbb5dd8a2a2f169e25d23c8a19bfc68bf0fd5087aa463172bb0b8466bf2f',1795396740000,'{"deed": "6ded1231f94e92f8", "did": ["desk-opened"], "version": 57}');
INSERT INTO "answers" VALUES('desk:3:chi','key-00000038','0c481eaec8af9c9477c160ce143b9775c1f5ba5cd21c123d30f63991ed7fe0c2',1795396740000,'{"deed": "267a6faf989713f7", "did": ["called"], "version": 61}');
INSERT INTO "answers" VALUES('desk:3:chi','key-00000039','a79d330217e9d5ad3576a67001179873d92e4e5300c5fe81a23f5ce1fa348a72',1795396740000,'{"deed": "ba01716f384b40ed", "did": ["started"], "version": 62}');
INSERT INTO "answers" VALUES('desk:3:chi','key-00000040','1491d75e66b081aae87ee13f8f43f20db182d963d7b86fe239b1a52ac53a49ba',1795396920000,'{"deed": "7f0e2093b86538ad", "did": ["finished"], "version": 63}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0000','5fedcb5a21698d73b593348bb7e7988575793fa84682878a73667707dd23700a',1795395600000,'{"ticket": 1, "number": "A001", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 0, "issued": 1795395600000, "url": "http://hall/t/FNHnN9IFziLg9M10", "job": {"id": 1, "state": "queued"}, "priority": false, "minutes": [0, 5], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0001','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795395640000,'{"ticket": 2, "number": "A002", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 1, "issued": 1795395640000, "url": "http://hall/t/PwvfRDb7gVtP1fTb", "job": {"id": 2, "state": "queued"}, "priority": false, "minutes": [0, 35], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0002','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795395680000,'{"ticket": 3, "number": "A003", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 2, "issued": 1795395680000, "url": "http://hall/t/pOA6gt4Fknn32uU1", "job": {"id": 3, "state": "queued"}, "priority": false, "minutes": [0, 50], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0003','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795395720000,'{"ticket": 4, "number": "A004", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 3, "issued": 1795395720000, "url": "http://hall/t/sRP2rNmgzv3rIMug", "job": {"id": 4, "state": "queued"}, "priority": false, "minutes": [5, 65], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0004','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795395760000,'{"ticket": 5, "number": "A005", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 4, "issued": 1795395760000, "url": "http://hall/t/6E6uz3_apvVYkLN_", "job": {"id": 5, "state": "queued"}, "priority": false, "minutes": [15, 80], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0005','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795395800000,'{"ticket": 6, "number": "A006", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 5, "issued": 1795395800000, "url": "http://hall/t/kfg3pIEc5D6vYA81", "job": {"id": 6, "state": "queued"}, "priority": false, "minutes": [25, 95], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0006','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795395840000,'{"ticket": 7, "number": "A007", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 6, "issued": 1795395840000, "url": "http://hall/t/do7TlG0H9iR_yvBL", "job": {"id": 7, "state": "queued"}, "priority": false, "minutes": [30, 110], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0007','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795395880000,'{"ticket": 8, "number": "A008", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 7, "issued": 1795395880000, "url": "http://hall/t/t540JgTqku6zbgm0", "job": {"id": 8, "state": "queued"}, "priority": false, "minutes": [40, 125], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-1','touch-0008','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795395920000,'{"ticket": 9, "number": "A009", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 8, "issued": 1795395920000, "url": "http://hall/t/T4y_aEHeCfv-9G2-", "job": {"id": 9, "state": "queued"}, "priority": false, "minutes": [50, 140], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-2','key-00000001','558b15a66efe6c5e00892c6c4177c0c1fc7430dc60fec118d8304684167e0bed',1795395960000,'{"ticket": 10, "number": "B001", "department": {"vi": "Tư pháp", "en": "Civil status"}, "service": {"vi": "Khai sinh", "en": "Birth registration"}, "where": {"vi": "Quầy 3, 5", "en": "Desks 3, 5"}, "ahead": 0, "issued": 1795395960000, "url": "http://hall/t/GAJNOkY4RjIeDKPf", "job": {"id": null, "state": "none"}, "priority": true, "minutes": [0, 5], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-2','key-00000002','489434e49fd18f91002c3c21a3d79e4db550e630cf3e278128209ff1fd294154',1795395960000,'{"ticket": 11, "number": "B002", "department": {"vi": "Tư pháp", "en": "Civil status"}, "service": {"vi": "Khai sinh", "en": "Birth registration"}, "where": {"vi": "Quầy 3, 5", "en": "Desks 3, 5"}, "ahead": 1, "issued": 1795395960000, "url": "http://hall/t/9boHXiirAWYzV5EQ", "job": {"id": null, "state": "none"}, "priority": false, "minutes": [0, 35], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-2','key-00000041','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795482000000,'{"ticket": 12, "number": "A001", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 0, "issued": 1795482000000, "url": "http://hall/t/TXd6UYsyjFGGqxXU", "job": {"id": null, "state": "none"}, "priority": false, "minutes": [0, 5], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-2','key-00000042','489434e49fd18f91002c3c21a3d79e4db550e630cf3e278128209ff1fd294154',1795482000000,'{"ticket": 13, "number": "B001", "department": {"vi": "Tư pháp", "en": "Civil status"}, "service": {"vi": "Khai sinh", "en": "Birth registration"}, "where": {"vi": "Quầy 3, 5", "en": "Desks 3, 5"}, "ahead": 0, "issued": 1795482000000, "url": "http://hall/t/q1bvlXfZeDgguVKW", "job": {"id": null, "state": "none"}, "priority": false, "minutes": [0, 5], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-2','key-00000046','20913878e3a043ce899468a76c93f1baeb43308cbea10aa9bf60f1b6a8cc7d34',1795568400000,'{"ticket": 14, "number": "A001", "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"}, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}, "ahead": 0, "issued": 1795568400000, "url": "http://hall/t/IfucayLcYqpjOJcf", "job": {"id": null, "state": "none"}, "priority": false, "minutes": [0, 5], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
INSERT INTO "answers" VALUES('issue:kiosk-2','key-00000047','489434e49fd18f91002c3c21a3d79e4db550e630cf3e278128209ff1fd294154',1795568400000,'{"ticket": 15, "number": "B001", "department": {"vi": "Tư pháp", "en": "Civil status"}, "service": {"vi": "Khai sinh", "en": "Birth registration"}, "where": {"vi": "Quầy 3, 5", "en": "Desks 3, 5"}, "ahead": 0, "issued": 1795568400000, "url": "http://hall/t/ie5782H8-DQXG48K", "job": {"id": null, "state": "none"}, "priority": false, "minutes": [0, 5], "rule": {"vi": "Người ưu tiên được gọi sớm hơn: mỗi phút chờ tính bằng 3 phút.", "en": "Priority visitors are called sooner: each minute they wait counts as 3."}}');
CREATE TABLE buckets (channel TEXT PRIMARY KEY, due INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE codes (
  code_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
) WITHOUT ROWID;
INSERT INTO "codes" VALUES('4ed517384b4fcc71c6ab0f036d4de0341096fad0309082a3cd119379d3eab994','kiosk','kiosk-1',1795396200000,1795395600000);
INSERT INTO "codes" VALUES('95e148366e87ba0cd586f4fedb64d8630c7b989c6e0fe334f06ebcf71f4ab9c1','agent','server',1795396200000,1795395600000);
INSERT INTO "codes" VALUES('d36ff6e23869cdf874d497919a511ff3f011522871ffc0718c387654f468456b','display','display-1',1795396200000,1795395600000);
CREATE TABLE counters (
  business_date TEXT NOT NULL, series TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (business_date, series)
) WITHOUT ROWID;
INSERT INTO "counters" VALUES('2026-11-23','A',9);
INSERT INTO "counters" VALUES('2026-11-23','B',2);
INSERT INTO "counters" VALUES('2026-11-24','A',1);
INSERT INTO "counters" VALUES('2026-11-24','B',1);
INSERT INTO "counters" VALUES('2026-11-25','A',1);
INSERT INTO "counters" VALUES('2026-11-25','B',1);
CREATE TABLE desk_states (
  desk TEXT PRIMARY KEY, state TEXT NOT NULL, officer TEXT, since INTEGER NOT NULL, version INTEGER NOT NULL
, reason TEXT);
INSERT INTO "desk_states" VALUES('2','open','binh',1795396740000,60,NULL);
INSERT INTO "desk_states" VALUES('3','open','chi',1795395600000,63,NULL);
INSERT INTO "desk_states" VALUES('1','open','an',1795396740000,81,NULL);
CREATE TABLE devices (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL, revoked_at INTEGER
);
INSERT INTO "devices" VALUES(1,'kiosk','kiosk-1','8f55d99e8abb3eb3432a73b7e89ac8b6ead065dbdfa25a05028df9dafcc415ea',1795395600000,NULL);
INSERT INTO "devices" VALUES(2,'display','display-1','0ccc809a2b23632b33edaf42e0b30f41c074fac234873b7ec12b8f768c2cdc66',1795395600000,NULL);
INSERT INTO "devices" VALUES(3,'agent','server','511673988cf09ee713c8e634e1487e3760cbc0d38db2c99e195d9b0381304bc0',1795395600000,NULL);
CREATE TABLE figure_findings (
  business_date TEXT NOT NULL, finding TEXT NOT NULL, found TEXT NOT NULL, PRIMARY KEY (business_date, finding)
) WITHOUT ROWID;
CREATE TABLE forecast_widths (
  business_date TEXT NOT NULL, department TEXT NOT NULL, widen REAL NOT NULL, PRIMARY KEY (business_date, department)
) WITHOUT ROWID;
CREATE TABLE forecasts (
  ticket INTEGER PRIMARY KEY, ahead INTEGER NOT NULL, desks INTEGER NOT NULL, low INTEGER NOT NULL,
  high INTEGER NOT NULL, point REAL NOT NULL, spread REAL NOT NULL, ql REAL, mean REAL, les REAL,
  hol REAL NOT NULL
);
INSERT INTO "forecasts" VALUES(1,0,1,0,5,0.0,3.6864,NULL,NULL,NULL,0.0);
INSERT INTO "forecasts" VALUES(2,1,1,0,35,12.0,1.50496649796598447323e+01,NULL,NULL,NULL,6.66666666666666629659e-01);
INSERT INTO "forecasts" VALUES(3,2,1,0,50,24.0,1.94290339440745256638e+01,NULL,NULL,NULL,1.33333333333333325931e+00);
INSERT INTO "forecasts" VALUES(4,3,1,5,65,36.0,2.29887429843390975756e+01,NULL,NULL,NULL,2.0);
INSERT INTO "forecasts" VALUES(5,4,1,15,80,48.0,2.60667843816608844073e+01,NULL,NULL,NULL,2.66666666666666651863e+00);
INSERT INTO "forecasts" VALUES(6,5,1,25,95,60.0,2.88179144283551522684e+01,NULL,NULL,NULL,3.33333333333333348136e+00);
INSERT INTO "forecasts" VALUES(7,6,1,30,110,72.0,3.13283758915140673204e+01,NULL,NULL,NULL,4.0);
INSERT INTO "forecasts" VALUES(8,7,1,40,125,84.0,3.36520739331174070221e+01,NULL,NULL,NULL,4.66666666666666696272e+00);
INSERT INTO "forecasts" VALUES(9,8,1,50,140,96.0,3.58253684419295268534e+01,NULL,NULL,NULL,5.33333333333333303727e+00);
INSERT INTO "forecasts" VALUES(10,0,1,0,5,0.0,3.6864,NULL,NULL,NULL,0.0);
INSERT INTO "forecasts" VALUES(11,1,1,0,35,12.0,1.50496649796598447323e+01,NULL,NULL,NULL,0.0);
INSERT INTO "forecasts" VALUES(12,0,2,0,5,0.0,1.8432,NULL,NULL,NULL,0.0);
INSERT INTO "forecasts" VALUES(13,0,1,0,5,0.0,3.6864,NULL,NULL,NULL,0.0);
INSERT INTO "forecasts" VALUES(14,0,2,0,5,0.0,1.8432,NULL,NULL,NULL,0.0);
INSERT INTO "forecasts" VALUES(15,0,1,0,5,0.0,3.6864,NULL,NULL,NULL,0.0);
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, hall TEXT NOT NULL, v INTEGER NOT NULL, deed TEXT NOT NULL,
  at INTEGER NOT NULL, business_date TEXT NOT NULL, kind TEXT NOT NULL, ticket INTEGER, leg INTEGER,
  desk TEXT, officer TEXT, from_state TEXT, to_state TEXT, reason TEXT, body TEXT NOT NULL, prev_hash TEXT NOT NULL
);
INSERT INTO "journal" VALUES(1,'thu-nghiem',1,'9662fc8d7e2e4ae1',1795395600000,'2026-11-23','plan-changed',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"plan":1,"sha":"54434551c233d15675a7c5f48e098f70f473a7a0b55231128b53d7850fa7f0f9"}','0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "journal" VALUES(2,'thu-nghiem',1,'07466cdaeee2106a',1795395600000,'2026-11-23','desk-opened',NULL,NULL,'1','an','closed','open',NULL,'{}','a2b5705001021e88256ab3972282c37b9d3e336d103f46bfb3d981a7fdf89f07');
INSERT INTO "journal" VALUES(3,'thu-nghiem',1,'7a007bda4c8f7437',1795395600000,'2026-11-23','desk-opened',NULL,NULL,'3','chi','closed','open',NULL,'{}','bb032ef7eae54dc7a1653d7eb10dc3cbedfb40f43eed8bf5cf8bb4c2ee586b43');
INSERT INTO "journal" VALUES(4,'thu-nghiem',1,'8a0864e4aac4e513',1795395600000,'2026-11-23','issued',1,1,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":1,"number":"A001","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":true}','6fd9e3f07fe4e996e5f8606528788a9c58fc23442462f77cf66b38207b51b99b');
INSERT INTO "journal" VALUES(5,'thu-nghiem',1,'961819dc728ff3e6',1795395600000,'2026-11-23','shown',1,NULL,NULL,NULL,NULL,NULL,NULL,'{"department":"dat-dai","number":"A001"}','7763a5e5f52a76b3aaaf9cf836ed8d4be32fc04d270b83abb1b3d5e89fdd52a7');
INSERT INTO "journal" VALUES(6,'thu-nghiem',1,'08245dd92d5bf4de',1795395640000,'2026-11-23','issued',2,2,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":2,"number":"A002","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','d6263959d463d1bcbf5acb807a7e37e50e8f52ec8cb79c9ae40ee94fc05a6ab1');
INSERT INTO "journal" VALUES(7,'thu-nghiem',1,'5551955f06ac2602',1795395680000,'2026-11-23','issued',3,3,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":3,"number":"A003","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','5b17e12baf1dd6a37e57d39f6def02dc72c10d5b4bdd972c1428d0467c9a3c86');
INSERT INTO "journal" VALUES(8,'thu-nghiem',1,'8e6df8676a137a2d',1795395720000,'2026-11-23','issued',4,4,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":4,"number":"A004","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','99aa82e10a6ac57fe63bfa83909ba114417fc95cae5176ff4c329971f549586a');
INSERT INTO "journal" VALUES(9,'thu-nghiem',1,'22b71611c001f71e',1795395760000,'2026-11-23','issued',5,5,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":5,"number":"A005","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','1ec114ac3247f47a4bf3a9a05354d058b5cf52f620e503dc1b05cea67658c73d');
INSERT INTO "journal" VALUES(10,'thu-nghiem',1,'d588c19f95e3a62a',1795395800000,'2026-11-23','issued',6,6,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":6,"number":"A006","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','36580042a4dcbce0b537e043c4f811169e00c884c1ed3951cb92cf4af60099e9');
INSERT INTO "journal" VALUES(11,'thu-nghiem',1,'2710694ba64010ea',1795395840000,'2026-11-23','issued',7,7,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":7,"number":"A007","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','3fd48c04c2226e89bc5e6e1e6c03c845676f2a69b704eb1b11a2f5a4783ad92c');
INSERT INTO "journal" VALUES(12,'thu-nghiem',1,'456238842153f911',1795395880000,'2026-11-23','issued',8,8,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":8,"number":"A008","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','aac7de7651a723a3df4ad0940cd8e7ec1ba6a2a1ecaee7acdd27a5afb22bb6a0');
INSERT INTO "journal" VALUES(13,'thu-nghiem',1,'6c229f8b06da0365',1795395920000,'2026-11-23','issued',9,9,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-1","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":9,"number":"A009","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','6f30729aa861391306a82e270781b111b981d1f60d346666e6e20297a92c328d');
INSERT INTO "journal" VALUES(14,'thu-nghiem',1,'2b3f651060b8fd27',1795395960000,'2026-11-23','issued',10,10,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-2","class":"priority","department":"tu-phap","department_name":{"en":"Civil status","vi":"Tư pháp"},"n":1,"number":"B001","ordinal":1,"plan":1,"procedure":null,"series":"B","service":"tu-phap.khai-sinh","service_name":{"en":"Birth registration","vi":"Khai sinh"},"unseen":false}','33e7f45c12102934892ce7da82eba81107d859a3db8eb8c41c559b72b1cb41e5');
INSERT INTO "journal" VALUES(15,'thu-nghiem',1,'f92abcb1f9a9756d',1795395960000,'2026-11-23','issued',11,11,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-2","class":"ordinary","department":"tu-phap","department_name":{"en":"Civil status","vi":"Tư pháp"},"n":2,"number":"B002","ordinal":1,"plan":1,"procedure":null,"series":"B","service":"tu-phap.khai-sinh","service_name":{"en":"Birth registration","vi":"Khai sinh"},"unseen":false}','37c0f7cc22d8081d300e881af0c4f566513464e9af47e2c3721977251d070ba4');
INSERT INTO "journal" VALUES(16,'thu-nghiem',1,'56ec28b95ba2f3ce',1795395960000,'2026-11-23','called',1,1,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A001","waited_ms":360000,"why":"longest-wait"}','ee9f88352448f7e18fae8b4b3c7d543cd6a59684fcf020544b4b12c05c259459');
INSERT INTO "journal" VALUES(17,'thu-nghiem',1,'0fcef550a305c291',1795395960000,'2026-11-23','recalled',1,1,'1','an','called','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A001"}','727814ca4a5386ecd01a4eabc58395e953d68cf4db420241bed55ff8ec009a37');
INSERT INTO "journal" VALUES(18,'thu-nghiem',1,'2d77d42dddeea7df',1795396020000,'2026-11-23','started',1,1,'1','an','called','serving',NULL,'{"department":"dat-dai","number":"A001"}','f800d913b53547fe22e74cdca86b17ae2a02b261898b653cdebb187905ea107c');
INSERT INTO "journal" VALUES(19,'thu-nghiem',1,'3bcb7316de861cbc',1795396020000,'2026-11-23','held',1,1,'1','an','serving','held',NULL,'{"department":"dat-dai","number":"A001"}','bd7b3aade2a4e6bb509f98e0dd461d0751d8e3bd017ce12db8b42560118b36c2');
INSERT INTO "journal" VALUES(20,'thu-nghiem',1,'a76dffd872b9e573',1795396020000,'2026-11-23','called',2,2,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A002","waited_ms":380000,"why":"longest-wait"}','176e118dd2e680fe938755558f0466af06807c4bd538b533c767bcbc8eadea5c');
INSERT INTO "journal" VALUES(21,'thu-nghiem',1,'51c9df71400e4380',1795396020000,'2026-11-23','no-show',2,2,'1','an','called','no-show',NULL,'{"department":"dat-dai","number":"A002"}','1735a1097376b6b4305dc398bcef50da89055357f0609503312bd34904cec2ce');
INSERT INTO "journal" VALUES(22,'thu-nghiem',1,'d512162838e17686',1795396020000,'2026-11-23','late-return',2,2,'1','an','no-show','waiting',NULL,'{"department":"dat-dai","number":"A002"}','7ad9577b66c1da109919fb00eac9203d0d44dab458637c3ccafeaaf931bbbccc');
INSERT INTO "journal" VALUES(23,'thu-nghiem',1,'c56b44664318ec4f',1795396020000,'2026-11-23','resumed',1,1,'1','an','held','serving',NULL,'{"department":"dat-dai","number":"A001"}','203998f327c72b11e16f9bb5a098178f52592b04805093a7d56f3ed7a47bd2da');
INSERT INTO "journal" VALUES(24,'thu-nghiem',1,'2d9aa4496775e60c',1795396020000,'2026-11-23','dossiers-counted',1,1,'1','an','serving','serving',NULL,'{"department":"dat-dai","dossiers":2,"number":"A001"}','23052c23a2d502b31d55bf15298005480543bcc457f6195c10052eac1cfd6b1f');
INSERT INTO "journal" VALUES(25,'thu-nghiem',1,'d10989d54198cc0e',1795396020000,'2026-11-23','finished',1,1,'1','an','serving','done',NULL,'{"department":"dat-dai","number":"A001"}','ea31747b0f0c7b1e837346ffa5621f914b9b401cea10d39c54456e0305d49c3c');
INSERT INTO "journal" VALUES(26,'thu-nghiem',1,'010f8d8c6d662ca0',1795396020000,'2026-11-23','called',2,2,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A002","waited_ms":380000,"why":"longest-wait"}','b2ec3fc790a092e34a08bb0fa5a96c480d306064e8981029d10b18ec630efba8');
INSERT INTO "journal" VALUES(27,'thu-nghiem',1,'24294daf1478f7dc',1795396020000,'2026-11-23','started',2,2,'1','an','called','serving',NULL,'{"department":"dat-dai","number":"A002"}','b68b49fb9b1efee8ffc10e9982173eee40b3918b566504052cb1586aac40e7e6');
INSERT INTO "journal" VALUES(28,'thu-nghiem',1,'d0fb9da1273635a9',1795396020000,'2026-11-23','transferred',2,2,'1','an','serving','transferred',NULL,'{"department":"dat-dai","number":"A002","to_desk":null,"to_service":"tu-phap.khac"}','4b7a6e1e2102c47b978444e877a648b2bff8753165308a1bf2517c331c97889e');
INSERT INTO "journal" VALUES(29,'thu-nghiem',1,'d0fb9da1273635a9',1795396020000,'2026-11-23','opened',2,12,'1','an',NULL,'waiting',NULL,'{"class":"ordinary","credited_at":1795395640000,"department":"tu-phap","department_name":{"en":"Civil status","vi":"Tư pháp"},"first":false,"number":"A002","ordinal":2,"plan":1,"procedure":null,"service":"tu-phap.khac","service_name":{"en":"Other procedures","vi":"Thủ tục khác"}}','b5e3a8436fdb9646cc073c166d38893d318435a41dc0c12c314b483c159e0919');
INSERT INTO "journal" VALUES(30,'thu-nghiem',1,'9c3443d8078929c4',1795396020000,'2026-11-23','called',3,3,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A003","waited_ms":340000,"why":"longest-wait"}','f7e65c5bed8b25e9ded6910fa3f232064f38db862f54e25abae776b209b16dd8');
INSERT INTO "journal" VALUES(31,'thu-nghiem',1,'1462acfcf7c6f747',1795396020000,'2026-11-23','undone',3,3,'1','an','called','waiting',NULL,'{"department":"dat-dai","number":"A003","undoes":30}','1c6cbf0189c67741d1588bd3d01ad4217481225e48a31a3352e05516a654405a');
INSERT INTO "journal" VALUES(32,'thu-nghiem',1,'732d4b8793f77749',1795396020000,'2026-11-23','called',3,3,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A003","waited_ms":340000,"why":"longest-wait"}','17f7bf8ce165d7232e7886bdcd59d87c47113556ba50744776db1770bd6f238e');
INSERT INTO "journal" VALUES(33,'thu-nghiem',1,'4d773d09053c3da1',1795396020000,'2026-11-23','put-back',3,3,'1','an','called','waiting',NULL,'{"department":"dat-dai","first":false,"number":"A003","place":"in-order"}','ca93bead4e42e5a485123687c7db4415eebab88c79f649712a897f0e9a4f504a');
INSERT INTO "journal" VALUES(34,'thu-nghiem',1,'d951f4088f6b2075',1795396020000,'2026-11-23','called',3,3,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A003","waited_ms":340000,"why":"longest-wait"}','15cb52bac78597b6dcba0e0a166b2900c6d8add2fe422b10856e200b4d0908a0');
INSERT INTO "journal" VALUES(35,'thu-nghiem',1,'9378b5e14a4f8b63',1795396020000,'2026-11-23','started',3,3,'1','an','called','serving',NULL,'{"department":"dat-dai","number":"A003"}','6e51eff686848fa36afc51c7e2343a13f67bde453a34ff74ef36208b9cf88e24');
INSERT INTO "journal" VALUES(36,'thu-nghiem',1,'5fc378968cd2bc5e',1795396020000,'2026-11-23','opened',3,13,'1','an',NULL,'planned',NULL,'{"class":"ordinary","department":"thue","department_name":{"en":"Tax","vi":"Thuế"},"number":"A003","ordinal":2,"plan":1,"procedure":null,"service":"thue.khac","service_name":{"en":"Other procedures","vi":"Thủ tục khác"}}','f6cbe5169e367f0e4d8a1b26efdb36d2e7e2a72aaaba198f0500b0da5acbf70d');
INSERT INTO "journal" VALUES(37,'thu-nghiem',1,'3b9f859455a31436',1795396020000,'2026-11-23','finished',3,3,'1','an','serving','done',NULL,'{"department":"dat-dai","number":"A003"}','392b2c4612195f6130a8b4bd8a6ecf347587c8d983501f8a89516c94c8bf0a1d');
INSERT INTO "journal" VALUES(38,'thu-nghiem',1,'3b9f859455a31436',1795396020000,'2026-11-23','activated',3,13,'1','an','planned','waiting',NULL,'{"credited_at":1795396020000,"department":"thue","first":false,"number":"A003"}','ed72aab6b25eb2d3dc6afbd3ad3ea4b8c17d8302592a8fdeade23b5898a3547e');
INSERT INTO "journal" VALUES(39,'thu-nghiem',1,'25adbf8f53eb0d29',1795396020000,'2026-11-23','called',4,4,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A004","waited_ms":300000,"why":"longest-wait"}','8a90457ea60ded61061b4700eea90b05522817f3c9a6c73f52b117c87a177055');
INSERT INTO "journal" VALUES(40,'thu-nghiem',1,'07cf39ee0a2e18d2',1795396020000,'2026-11-23','started',4,4,'1','an','called','serving',NULL,'{"department":"dat-dai","number":"A004"}','650bcd544540ded60fcd135c8ec1f59ef9baea20e7fc602168d2c852f6cd8595');
INSERT INTO "journal" VALUES(41,'thu-nghiem',1,'f46a0ba49fb54ffe',1795396020000,'2026-11-23','transferred',4,4,'1','an','serving','transferred',NULL,'{"department":"dat-dai","number":"A004","to_desk":null,"to_service":"tu-phap.khac"}','902727e39241266ee1646b53d841779be287a995978ef16c1e0dbe54320febae');
INSERT INTO "journal" VALUES(42,'thu-nghiem',1,'f46a0ba49fb54ffe',1795396020000,'2026-11-23','opened',4,14,'1','an',NULL,'waiting',NULL,'{"class":"ordinary","credited_at":1795395720000,"department":"tu-phap","department_name":{"en":"Civil status","vi":"Tư pháp"},"first":false,"number":"A004","ordinal":2,"plan":1,"procedure":null,"service":"tu-phap.khac","service_name":{"en":"Other procedures","vi":"Thủ tục khác"}}','d1331a52491708738508e14d3d79be62078aa2823e29e120ebb9b895faf22a98');
INSERT INTO "journal" VALUES(43,'thu-nghiem',1,'f46a0ba49fb54ffe',1795396020000,'2026-11-23','opened',4,15,'1','an',NULL,'planned',NULL,'{"class":"ordinary","credited_at":1795395720000,"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"first":true,"for_desk":"1","number":"A004","ordinal":3,"plan":1,"procedure":null,"service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"}}','732074900e484e7ac20635537eac6899ea8a42c598aa156b4f3e409508ff6528');
INSERT INTO "journal" VALUES(44,'thu-nghiem',1,'5a57a5da079e9ad2',1795396020000,'2026-11-23','voided',4,15,'1','an','planned','void',NULL,'{"department":"dat-dai","number":"A004"}','5d00b0d781a7a2cda2b2b238456cd9169cb36479ca30affbe9a98a1d960d9727');
INSERT INTO "journal" VALUES(45,'thu-nghiem',1,'5a57a5da079e9ad2',1795396020000,'2026-11-23','voided',4,14,'1','an','waiting','void',NULL,'{"department":"tu-phap","number":"A004"}','3e61953598e69f1f08db003e68f5a46e81a9c1cc1d034c9db67e8b04db09986c');
INSERT INTO "journal" VALUES(46,'thu-nghiem',1,'5a57a5da079e9ad2',1795396020000,'2026-11-23','undone',4,4,'1','an','transferred','serving',NULL,'{"department":"dat-dai","number":"A004","undoes":41}','0198c944f57f7798cb6cb98ee58ec2edfd3409696638e3f89c78ff4edc1cb215');
INSERT INTO "journal" VALUES(47,'thu-nghiem',1,'fe0a13c7d8895d0a',1795396020000,'2026-11-23','service-changed',4,4,'1','an','serving','serving',NULL,'{"department":"dat-dai","number":"A004","procedure":null,"service":"dat-dai.do-dac","service_name":{"en":"Survey","vi":"Đo đạc"}}','fd5826fc575aa4ff78b5e81d74301504cafb1eebe4e9b159d45181955a7af6c8');
INSERT INTO "journal" VALUES(48,'thu-nghiem',1,'0bed5e4bca038755',1795396020000,'2026-11-23','class-changed',4,4,'1','an','serving','serving',NULL,'{"class":"priority","department":"dat-dai","number":"A004"}','e79794d794c312604d81ed5495bb92deca397aaadea51903e900c5f01964a53a');
INSERT INTO "journal" VALUES(49,'thu-nghiem',1,'d4eab2f0d8406a1c',1795396020000,'2026-11-23','left',4,4,'1','an','serving','left','visitor','{"department":"dat-dai","number":"A004"}','44d6c13537de61cb3dc2fa7059ca72fa9297f68f9e8df45f481c2a3b282cd0fd');
INSERT INTO "journal" VALUES(50,'thu-nghiem',1,'687c6d75677797ba',1795396320000,'2026-11-23','called',5,5,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A005","waited_ms":560000,"why":"longest-wait"}','ccfdf62903ad76ce2558ab8c31037321605fcb7105354d38a5ad96644e011ca6');
INSERT INTO "journal" VALUES(51,'thu-nghiem',1,'f8834d9338e1b4af',1795396320000,'2026-11-23','desk-opened',NULL,NULL,'1','binh','open','open',NULL,'{}','1ff968c84f678202f6760ef96ee87f5cdecb59f1228b10a3ef9d9fcaed0a759a');
INSERT INTO "journal" VALUES(52,'thu-nghiem',1,'f8834d9338e1b4af',1795396320000,'2026-11-23','taken-over',5,5,'1','binh','called','called',NULL,'{"department":"dat-dai","number":"A005"}','d90f737e87702e3fe2079aea036f35c9281ca8920000008d35f07603635a2e4f');
INSERT INTO "journal" VALUES(53,'thu-nghiem',1,'8c634750afe7ba99',1795396320000,'2026-11-23','started',5,5,'1','binh','called','serving',NULL,'{"department":"dat-dai","number":"A005"}','9c8ee574605f769f71b678c105e6624754d8b208131da637902d6780311501a4');
INSERT INTO "journal" VALUES(54,'thu-nghiem',1,'69a7113325c0d645',1795396740000,'2026-11-23','finished',5,5,'1','binh','serving','done',NULL,'{"department":"dat-dai","number":"A005"}','26c8859a70c4c41a732621cfa3024c9b4add95d66f5e69d8a4ecef2e2b73c6a8');
INSERT INTO "journal" VALUES(55,'thu-nghiem',1,'9a63752cec16a0cf',1795396740000,'2026-11-23','desk-break',NULL,NULL,'1','binh','open','break','lunch','{}','3b4a121836bdb7184297129766853ec99c7bb66236e9d29b1a956f5374324067');
INSERT INTO "journal" VALUES(56,'thu-nghiem',1,'954fa34850cf5155',1795396740000,'2026-11-23','desk-back-office',NULL,NULL,'1','binh','break','back-office',NULL,'{}','0a4f3900b57d2dae0f3fbc6dc36229eeb852ae533ff29c42bf42bf86f50821b0');
INSERT INTO "journal" VALUES(57,'thu-nghiem',1,'6ded1231f94e92f8',1795396740000,'2026-11-23','desk-opened',NULL,NULL,'1','binh','back-office','open',NULL,'{}','e29b42056a4557c3abf4024a13118a9de6d831ce181c0259c1fa40b305beaa92');
INSERT INTO "journal" VALUES(58,'thu-nghiem',1,'b7acda6d0b0fee91',1795396740000,'2026-11-23','desk-closed',NULL,NULL,'1','binh','open','closed',NULL,'{}','0555eace690d1bd163c5bcd97ddc9b4ff64552c48720359b992ff29b03fc751f');
INSERT INTO "journal" VALUES(59,'thu-nghiem',1,'8819cbc9d185496d',1795396740000,'2026-11-23','desk-opened',NULL,NULL,'1','an','closed','open',NULL,'{}','4235cd0f59d038088bb29c692f1c48c267648307bfebcbfc2f4375a871fed513');
INSERT INTO "journal" VALUES(60,'thu-nghiem',1,'a2c51751907e4ddb',1795396740000,'2026-11-23','desk-opened',NULL,NULL,'2','binh','closed','open',NULL,'{}','b8562a1b2b48bfa72f014f7dee2c2ee14523d0a52318145afe66b1887056b530');
INSERT INTO "journal" VALUES(61,'thu-nghiem',1,'267a6faf989713f7',1795396740000,'2026-11-23','called',10,10,'3','chi','waiting','called',NULL,'{"department":"tu-phap","department_name":{"en":"Civil status","vi":"Tư pháp"},"desk_name":{"en":"Desk 3","vi":"Quầy 3"},"desk_number":3,"number":"B001","waited_ms":780000,"why":"priority-credit"}','05c83546b0b4bdfea3cb22bde27da14e823bb3748b47bf1ec24dc50afed49d6a');
INSERT INTO "journal" VALUES(62,'thu-nghiem',1,'ba01716f384b40ed',1795396740000,'2026-11-23','started',10,10,'3','chi','called','serving',NULL,'{"department":"tu-phap","number":"B001"}','aa159a99ab5d5daf69384e8f1bb426d4d4d93754697afb74599a6e5a10971f20');
INSERT INTO "journal" VALUES(63,'thu-nghiem',1,'7f0e2093b86538ad',1795396920000,'2026-11-23','finished',10,10,'3','chi','serving','done',NULL,'{"department":"tu-phap","number":"B001"}','5f1faa6d8d0ed486c84dde8131b851f1f79fd03b2dddded985b0f98cbb62bbba');
INSERT INTO "journal" VALUES(64,'thu-nghiem',1,'6da7ad24c549c327',1795482000000,'2026-11-24','expired',6,6,NULL,NULL,'waiting','expired','end-of-day','{"department":"dat-dai","number":"A006"}','f406b5cdd3d3051eedb75c31b2ea241660b9512dac232ce8de3436c74b28683f');
INSERT INTO "journal" VALUES(65,'thu-nghiem',1,'6da7ad24c549c327',1795482000000,'2026-11-24','expired',7,7,NULL,NULL,'waiting','expired','end-of-day','{"department":"dat-dai","number":"A007"}','500da30c5860e77907607464f92a4d3942187a57b68cb1fb65f757f492cbe715');
INSERT INTO "journal" VALUES(66,'thu-nghiem',1,'6da7ad24c549c327',1795482000000,'2026-11-24','expired',8,8,NULL,NULL,'waiting','expired','end-of-day','{"department":"dat-dai","number":"A008"}','ce773fae5e4d44dba22425e77ed2e1a409f6efa1cbe646e6ed0a6dc079a7d6e5');
INSERT INTO "journal" VALUES(67,'thu-nghiem',1,'6da7ad24c549c327',1795482000000,'2026-11-24','expired',9,9,NULL,NULL,'waiting','expired','end-of-day','{"department":"dat-dai","number":"A009"}','dec17cdd8e970e6917a947de7e36444665791bd4ece65e24279e2b012fddea3c');
INSERT INTO "journal" VALUES(68,'thu-nghiem',1,'6da7ad24c549c327',1795482000000,'2026-11-24','expired',11,11,NULL,NULL,'waiting','expired','end-of-day','{"department":"tu-phap","number":"B002"}','efe55474c73f42761c67748a8f917be6a6b7dd4578643a20a6d848fad09e288b');
INSERT INTO "journal" VALUES(69,'thu-nghiem',1,'6da7ad24c549c327',1795482000000,'2026-11-24','expired',2,12,NULL,NULL,'waiting','expired','end-of-day','{"department":"tu-phap","number":"A002"}','8482a5ef8309aadd994b5abfed6c6b57a748320c79ddf6cbf809db25709aec2d');
INSERT INTO "journal" VALUES(70,'thu-nghiem',1,'6da7ad24c549c327',1795482000000,'2026-11-24','expired',3,13,NULL,NULL,'waiting','expired','end-of-day','{"department":"thue","number":"A003"}','116f2cc75ed1a2b795c6c243b476f85526eed5feb81c763b3fd6f83b383466a7');
INSERT INTO "journal" VALUES(71,'thu-nghiem',1,'a1c39ee438df9da2',1795482000000,'2026-11-24','issued',12,16,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-2","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":1,"number":"A001","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','7434bdee3a1203305b86077357b755ae940225a01ccaad098884e46447832eac');
INSERT INTO "journal" VALUES(72,'thu-nghiem',1,'30fb67fcc21c97b5',1795482000000,'2026-11-24','issued',13,17,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-2","class":"ordinary","department":"tu-phap","department_name":{"en":"Civil status","vi":"Tư pháp"},"n":1,"number":"B001","ordinal":1,"plan":1,"procedure":null,"series":"B","service":"tu-phap.khai-sinh","service_name":{"en":"Birth registration","vi":"Khai sinh"},"unseen":false}','a6b5f9943a10f978a0093f79b7aee270eaf5f5652d120977b27d4935b32a9c6d');
INSERT INTO "journal" VALUES(73,'thu-nghiem',1,'633d32610becffd1',1795482000000,'2026-11-24','called',12,16,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A001","waited_ms":0,"why":"longest-wait"}','76cac20ff41e343e509418e750db8a0ab25179e983b950bc50b4af3ea090697f');
INSERT INTO "journal" VALUES(74,'thu-nghiem',1,'ec0e6ca525522b9c',1795482240000,'2026-11-24','started',12,16,'1','an','called','serving',NULL,'{"department":"dat-dai","number":"A001"}','9f4d695d55a0ff5d5dc0fddde4b45508fc74d0de817f82b07957eca9cd01a988');
INSERT INTO "journal" VALUES(75,'thu-nghiem',1,'a141469b00f8e7be',1795482780000,'2026-11-24','finished',12,16,'1','an','serving','done',NULL,'{"department":"dat-dai","number":"A001"}','f0f2e8e7585eeb959368c529c35b19ead2f00a0dd445b60d50bccad333b16cd1');
INSERT INTO "journal" VALUES(76,'thu-nghiem',1,'bfbbd0d26c17a170',1795568400000,'2026-11-25','expired',13,17,NULL,NULL,'waiting','expired','end-of-day','{"department":"tu-phap","number":"B001"}','bb021a634e75a83df2d667430a7396f131d2f8af26630e2d6aa782e084e7687c');
INSERT INTO "journal" VALUES(77,'thu-nghiem',1,'a578de9c4a28b5cc',1795568400000,'2026-11-25','issued',14,18,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-2","class":"ordinary","department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"n":1,"number":"A001","ordinal":1,"plan":1,"procedure":null,"series":"A","service":"dat-dai.so-do","service_name":{"en":"Land book","vi":"Sổ đỏ"},"unseen":false}','28d0b59af8413dcc30640e2fd1198425bbfd29d7fca02d3b3799061ba91584b7');
INSERT INTO "journal" VALUES(78,'thu-nghiem',1,'777cd243fbc2331e',1795568400000,'2026-11-25','issued',15,19,NULL,NULL,NULL,'waiting',NULL,'{"channel":"kiosk-2","class":"ordinary","department":"tu-phap","department_name":{"en":"Civil status","vi":"Tư pháp"},"n":1,"number":"B001","ordinal":1,"plan":1,"procedure":null,"series":"B","service":"tu-phap.khai-sinh","service_name":{"en":"Birth registration","vi":"Khai sinh"},"unseen":false}','17f6aa13fcf77b0fc6332b91cf5eeb779964167ba5159368fa8ab30e68407323');
INSERT INTO "journal" VALUES(79,'thu-nghiem',1,'2cf797448c236d0c',1795568400000,'2026-11-25','called',14,18,'1','an','waiting','called',NULL,'{"department":"dat-dai","department_name":{"en":"Land","vi":"Đất đai"},"desk_name":{"en":"Desk 1","vi":"Quầy 1"},"desk_number":1,"number":"A001","waited_ms":0,"why":"longest-wait"}','a495acd0605dd195b00618c2e40fd2e84fc6d2e9bb856e7897c9544c14ac3f2f');
INSERT INTO "journal" VALUES(80,'thu-nghiem',1,'2c8f811dce91ec42',1795568640000,'2026-11-25','started',14,18,'1','an','called','serving',NULL,'{"department":"dat-dai","number":"A001"}','31004fd3d3c5ad240df890b35ace928c6616fa1047e51cb91621536dc5c44725');
INSERT INTO "journal" VALUES(81,'thu-nghiem',1,'3935ed861dd1fd86',1795569180000,'2026-11-25','finished',14,18,'1','an','serving','done',NULL,'{"department":"dat-dai","number":"A001"}','61f9826489f29fd0c825dc5147d4b814caa1eacf6f4296069be146f34a27c710');
INSERT INTO "journal" VALUES(82,'thu-nghiem',1,'806b7128908cd136',1795569180000,'2026-11-25','clock-jumped',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"by_ms":2000,"confirmed":false,"machine":1795569182000}','fb7e3835916576314bcc98190390c8b3d9c9c59ebe18e8596c3ce1cd738e8740');
CREATE TABLE legs (
  id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL REFERENCES tickets (id), number TEXT NOT NULL,
  business_date TEXT NOT NULL, ordinal INTEGER NOT NULL, department TEXT NOT NULL, service TEXT NOT NULL,
  procedure TEXT, klass TEXT NOT NULL, plan INTEGER NOT NULL, state TEXT NOT NULL, opened_at INTEGER NOT NULL,
  credited_at INTEGER NOT NULL, since INTEGER NOT NULL, version INTEGER NOT NULL, desk TEXT, officer TEXT,
  called_at INTEGER, started_at INTEGER, ended_at INTEGER, calls INTEGER NOT NULL DEFAULT 0,
  derived_start INTEGER NOT NULL DEFAULT 0, derived_end INTEGER NOT NULL DEFAULT 0,
  waiting_ms INTEGER NOT NULL DEFAULT 0, walking_ms INTEGER NOT NULL DEFAULT 0, service_ms INTEGER NOT NULL DEFAULT 0,
  held_ms INTEGER NOT NULL DEFAULT 0, later_wait_ms INTEGER NOT NULL DEFAULT 0,
  no_answer_ms INTEGER NOT NULL DEFAULT 0, away_ms INTEGER NOT NULL DEFAULT 0
, first INTEGER NOT NULL DEFAULT 0, for_desk TEXT, for_officer TEXT, dossiers INTEGER, planned_ms INTEGER NOT NULL DEFAULT 0, holder TEXT GENERATED ALWAYS AS (
  CASE WHEN for_desk IS NOT NULL THEN 'desk:' || for_desk
       WHEN for_officer IS NOT NULL THEN 'officer:' || for_officer ELSE '' END) VIRTUAL);
INSERT INTO "legs" VALUES(1,1,'A001','2026-11-23',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'done',1795395600000,1795395600000,1795396020000,25,'1','an',1795395960000,1795396020000,1795396020000,2,0,0,360000,60000,0,0,0,0,0,0,NULL,NULL,2,0);
INSERT INTO "legs" VALUES(2,2,'A002','2026-11-23',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'transferred',1795395640000,1795395640000,1795396020000,28,'1','an',1795396020000,1795396020000,1795396020000,2,0,0,380000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(3,3,'A003','2026-11-23',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'done',1795395680000,1795395680000,1795396020000,37,'1','an',1795396020000,1795396020000,1795396020000,2,0,0,340000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(4,4,'A004','2026-11-23',1,'dat-dai','dat-dai.do-dac',NULL,'priority',1,'left',1795395720000,1795395720000,1795396020000,49,'1','an',1795396020000,1795396020000,1795396020000,1,0,0,300000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(5,5,'A005','2026-11-23',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'done',1795395760000,1795395760000,1795396740000,54,'1','binh',1795396320000,1795396320000,1795396740000,1,0,0,560000,0,420000,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(6,6,'A006','2026-11-23',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'expired',1795395800000,1795395800000,1795482000000,64,NULL,NULL,NULL,NULL,1795482000000,0,0,0,86200000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(7,7,'A007','2026-11-23',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'expired',1795395840000,1795395840000,1795482000000,65,NULL,NULL,NULL,NULL,1795482000000,0,0,0,86160000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(8,8,'A008','2026-11-23',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'expired',1795395880000,1795395880000,1795482000000,66,NULL,NULL,NULL,NULL,1795482000000,0,0,0,86120000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(9,9,'A009','2026-11-23',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'expired',1795395920000,1795395920000,1795482000000,67,NULL,NULL,NULL,NULL,1795482000000,0,0,0,86080000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(10,10,'B001','2026-11-23',1,'tu-phap','tu-phap.khai-sinh',NULL,'priority',1,'done',1795395960000,1795395960000,1795396920000,63,'3','chi',1795396740000,1795396740000,1795396920000,1,0,0,780000,0,180000,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(11,11,'B002','2026-11-23',1,'tu-phap','tu-phap.khai-sinh',NULL,'ordinary',1,'expired',1795395960000,1795395960000,1795482000000,68,NULL,NULL,NULL,NULL,1795482000000,0,0,0,86040000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(12,2,'A002','2026-11-23',2,'tu-phap','tu-phap.khac',NULL,'ordinary',1,'expired',1795396020000,1795395640000,1795482000000,69,NULL,NULL,NULL,NULL,1795482000000,0,0,0,85980000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(13,3,'A003','2026-11-23',2,'thue','thue.khac',NULL,'ordinary',1,'expired',1795396020000,1795396020000,1795482000000,70,NULL,NULL,NULL,NULL,1795482000000,0,0,0,85980000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(14,4,'A004','2026-11-23',2,'tu-phap','tu-phap.khac',NULL,'ordinary',1,'void',1795396020000,1795395720000,1795396020000,45,NULL,NULL,NULL,NULL,1795396020000,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(15,4,'A004','2026-11-23',3,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'void',1795396020000,1795395720000,1795396020000,44,NULL,NULL,NULL,NULL,1795396020000,0,0,0,0,0,0,0,0,0,0,1,'1',NULL,NULL,0);
INSERT INTO "legs" VALUES(16,12,'A001','2026-11-24',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'done',1795482000000,1795482000000,1795482780000,75,'1','an',1795482000000,1795482240000,1795482780000,1,0,0,0,240000,540000,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(17,13,'B001','2026-11-24',1,'tu-phap','tu-phap.khai-sinh',NULL,'ordinary',1,'expired',1795482000000,1795482000000,1795568400000,76,NULL,NULL,NULL,NULL,1795568400000,0,0,0,86400000,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(18,14,'A001','2026-11-25',1,'dat-dai','dat-dai.so-do',NULL,'ordinary',1,'done',1795568400000,1795568400000,1795569180000,81,'1','an',1795568400000,1795568640000,1795569180000,1,0,0,0,240000,540000,0,0,0,0,0,NULL,NULL,NULL,0);
INSERT INTO "legs" VALUES(19,15,'B001','2026-11-25',1,'tu-phap','tu-phap.khai-sinh',NULL,'ordinary',1,'waiting',1795568400000,1795568400000,1795568400000,78,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,0);
CREATE TABLE lines (
  business_date TEXT NOT NULL, department TEXT NOT NULL, service TEXT NOT NULL, klass TEXT NOT NULL,
  holder TEXT NOT NULL, waiting INTEGER NOT NULL, PRIMARY KEY (business_date, department, service, klass, holder)
) WITHOUT ROWID;
INSERT INTO "lines" VALUES('2026-11-23','dat-dai','dat-dai.so-do','ordinary','',0);
INSERT INTO "lines" VALUES('2026-11-23','thue','thue.khac','ordinary','',0);
INSERT INTO "lines" VALUES('2026-11-23','tu-phap','tu-phap.khac','ordinary','',0);
INSERT INTO "lines" VALUES('2026-11-23','tu-phap','tu-phap.khai-sinh','ordinary','',0);
INSERT INTO "lines" VALUES('2026-11-23','tu-phap','tu-phap.khai-sinh','priority','',0);
INSERT INTO "lines" VALUES('2026-11-24','dat-dai','dat-dai.so-do','ordinary','',0);
INSERT INTO "lines" VALUES('2026-11-24','tu-phap','tu-phap.khai-sinh','ordinary','',0);
INSERT INTO "lines" VALUES('2026-11-25','dat-dai','dat-dai.so-do','ordinary','',0);
INSERT INTO "lines" VALUES('2026-11-25','tu-phap','tu-phap.khai-sinh','ordinary','',1);
CREATE TABLE links (secret TEXT PRIMARY KEY, ticket INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
INSERT INTO "links" VALUES('6E6uz3_apvVYkLN_',5);
INSERT INTO "links" VALUES('9boHXiirAWYzV5EQ',11);
INSERT INTO "links" VALUES('FNHnN9IFziLg9M10',1);
INSERT INTO "links" VALUES('GAJNOkY4RjIeDKPf',10);
INSERT INTO "links" VALUES('IfucayLcYqpjOJcf',14);
INSERT INTO "links" VALUES('PwvfRDb7gVtP1fTb',2);
INSERT INTO "links" VALUES('T4y_aEHeCfv-9G2-',9);
INSERT INTO "links" VALUES('TXd6UYsyjFGGqxXU',12);
INSERT INTO "links" VALUES('do7TlG0H9iR_yvBL',7);
INSERT INTO "links" VALUES('ie5782H8-DQXG48K',15);
INSERT INTO "links" VALUES('kfg3pIEc5D6vYA81',6);
INSERT INTO "links" VALUES('pOA6gt4Fknn32uU1',3);
INSERT INTO "links" VALUES('q1bvlXfZeDgguVKW',13);
INSERT INTO "links" VALUES('sRP2rNmgzv3rIMug',4);
INSERT INTO "links" VALUES('t540JgTqku6zbgm0',8);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL, desk TEXT NOT NULL,
  officer TEXT NOT NULL, at INTEGER NOT NULL, text TEXT, seen_at INTEGER, seen_by TEXT,
  answer TEXT, answered_at INTEGER, answered_by TEXT
);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('business_date','2026-11-25');
CREATE TABLE notes (
  id INTEGER PRIMARY KEY, leg INTEGER NOT NULL, desk TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL,
  text TEXT NOT NULL
);
INSERT INTO "notes" VALUES(1,1,'1','an',1795396020000,'thiếu ảnh');
CREATE TABLE papers (
  id INTEGER PRIMARY KEY, printer TEXT NOT NULL, number TEXT NOT NULL, at INTEGER NOT NULL, png BLOB NOT NULL
);
CREATE TABLE plans (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, sha TEXT NOT NULL, document TEXT NOT NULL);
INSERT INTO "plans" VALUES(1,1795395600000,'54434551c233d15675a7c5f48e098f70f473a7a0b55231128b53d7850fa7f0f9','{"address_en": "1 Test Street", "address_vi": "Số 1, đường Thử", "alert_near_end": true, "alert_screen_minutes": 2, "ask_purpose": false, "call_seconds": 20.0, "departments": [{"agency": "Đất đai", "alert_idle_minutes": 5, "alert_line": 20, "alert_wait_minutes": 45, "daily_quota": 0, "discipline": "accumulating", "id": "dat-dai", "interleave": 3, "letter": "A", "name_en": "Land", "name_vi": "Đất đai", "priority_rate": 3.0, "service_level_minutes": 15.0, "services": [{"also": [], "fields": ["Đất đai"], "id": "so-do", "name_en": "Land book", "name_vi": "Sổ đỏ", "often": false, "paused": false, "purpose": "submit"}, {"also": [], "fields": ["Đo đạc và bản đồ"], "id": "do-dac", "name_en": "Survey", "name_vi": "Đo đạc", "often": false, "paused": false, "purpose": "submit"}], "short_en": "Land", "short_vi": "Đất đai", "usual_minutes": 12.0}, {"agency": "Tư pháp", "alert_idle_minutes": 5, "alert_line": 20, "alert_wait_minutes": 45, "daily_quota": 0, "discipline": "accumulating", "id": "tu-phap", "interleave": 3, "letter": "B", "name_en": "Civil status", "name_vi": "Tư pháp", "priority_rate": 3.0, "service_level_minutes": 15.0, "services": [{"also": [], "fields": ["Hộ tịch"], "id": "khai-sinh", "name_en": "Birth registration", "name_vi": "Khai sinh", "often": false, "paused": false, "purpose": "submit"}], "short_en": "Civil status", "short_vi": "Tư pháp", "usual_minutes": 12.0}, {"agency": "Thuế", "alert_idle_minutes": 5, "alert_line": 20, "alert_wait_minutes": 45, "daily_quota": 0, "discipline": "accumulating", "id": "thue", "interleave": 3, "letter": "C", "name_en": "Tax", "name_vi": "Thuế", "priority_rate": 3.0, "service_level_minutes": 15.0, "services": [{"also": [], "fields": ["Thuế"], "id": "le-phi", "name_en": "Fees", "name_vi": "Lệ phí", "often": false, "paused": false, "purpose": "submit"}], "short_en": "Tax", "short_vi": "Thuế", "usual_minutes": 12.0}], "desks": {"1": {"area": "", "departments": ["dat-dai"], "lent": [], "prefer": [], "services": []}, "2": {"area": "", "departments": ["dat-dai"], "lent": [], "prefer": [], "services": []}, "3": {"area": "", "departments": ["tu-phap"], "lent": [], "prefer": [], "services": []}, "4": {"area": "", "departments": ["thue"], "lent": [], "prefer": [], "services": []}, "5": {"area": "", "departments": ["dat-dai", "tu-phap"], "lent": [], "prefer": [], "services": []}}, "displays": {"display-1": {"arrows": {}, "department": "", "desk": 0, "languages": [], "name_en": "TV 1", "name_vi": "TV 1", "voice": true, "zone": ""}, "display-2": {"arrows": {}, "department": "", "desk": 0, "languages": [], "name_en": "TV 2", "name_vi": "TV 2", "voice": false, "zone": ""}}, "end_of_day": "expire", "format": 1, "hours": {"friday": ["07:30-11:30", "13:30-17:00"], "holidays": [], "last_ticket_minutes": 15, "monday": ["07:30-11:30", "13:30-17:00"], "saturday": [], "sunday": [], "thursday": ["07:30-11:30", "13:30-17:00"], "tuesday": ["07:30-11:30", "13:30-17:00"], "wednesday": ["07:30-11:30", "13:30-17:00"]}, "id": "thu-nghiem", "kiosk_burst": 5, "kiosk_seconds": 0.0, "kiosks": {"kiosk-1": {"name_en": "Kiosk 1", "name_vi": "Máy lấy số 1", "orientation": "portrait", "printer": "printer-1", "px_per_mm": 4.03}, "kiosk-2": {"name_en": "Kiosk 2", "name_vi": "Máy lấy số 2", "orientation": "portrait", "printer": "", "px_per_mm": 4.03}}, "late_return_tickets": 5, "logo": "", "loudspeakers": {}, "name_en": "Test centre", "name_vi": "Trung tâm thử nghiệm", "notices": [], "officers": {"an": {"desk": 1, "name": "Nguyễn Văn An"}, "binh": {"desk": 2, "name": "Trần Thị Bình"}, "chi": {"desk": 3, "name": "Lê Thị Chi"}, "dung": {"desk": 0, "name": "Phạm Dũng"}}, "playlist_seconds": 12.0, "printers": {"printer-1": {"address": "virtual://", "agent": "server", "name_en": "Printer 1", "name_vi": "Máy in 1", "width_mm": 80}}, "sample": true, "short_en": "Test", "short_vi": "Thử nghiệm", "voice": {"languages": ["vi"], "pitch_en": 50, "pitch_vi": 50, "rate_en": 140, "rate_vi": 140, "repeat": 2, "voice_en": "gmw/en", "voice_vi": "aav/vi", "volume": []}, "zones": {}}');
CREATE TABLE print_jobs (
  id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, printer TEXT NOT NULL, slip TEXT NOT NULL, state TEXT NOT NULL,
  reason TEXT, detail TEXT, reprint INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, claimed_by INTEGER, claimed_at INTEGER, ended_at INTEGER
, channel TEXT);
INSERT INTO "print_jobs" VALUES(1,1,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A001", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 0, "issued": "23/11/2026 08:00", "url": "http://hall/t/FNHnN9IFziLg9M10", "minutes": [0, 5], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395600000,1795395660000,3,1795395600000,1795395600000,NULL);
INSERT INTO "print_jobs" VALUES(2,2,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A002", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 1, "issued": "23/11/2026 08:00", "url": "http://hall/t/PwvfRDb7gVtP1fTb", "minutes": [0, 35], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395640000,1795395700000,3,1795395640000,1795395640000,NULL);
INSERT INTO "print_jobs" VALUES(3,3,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A003", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 2, "issued": "23/11/2026 08:01", "url": "http://hall/t/pOA6gt4Fknn32uU1", "minutes": [0, 50], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395680000,1795395740000,3,1795395680000,1795395680000,NULL);
INSERT INTO "print_jobs" VALUES(4,4,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A004", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 3, "issued": "23/11/2026 08:02", "url": "http://hall/t/sRP2rNmgzv3rIMug", "minutes": [5, 65], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395720000,1795395780000,3,1795395720000,1795395720000,NULL);
INSERT INTO "print_jobs" VALUES(5,5,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A005", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 4, "issued": "23/11/2026 08:02", "url": "http://hall/t/6E6uz3_apvVYkLN_", "minutes": [15, 80], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395760000,1795395820000,3,1795395760000,1795395760000,NULL);
INSERT INTO "print_jobs" VALUES(6,6,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A006", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 5, "issued": "23/11/2026 08:03", "url": "http://hall/t/kfg3pIEc5D6vYA81", "minutes": [25, 95], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395800000,1795395860000,3,1795395800000,1795395800000,NULL);
INSERT INTO "print_jobs" VALUES(7,7,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A007", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 6, "issued": "23/11/2026 08:04", "url": "http://hall/t/do7TlG0H9iR_yvBL", "minutes": [30, 110], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395840000,1795395900000,3,1795395840000,1795395840000,NULL);
INSERT INTO "print_jobs" VALUES(8,8,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A008", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 7, "issued": "23/11/2026 08:04", "url": "http://hall/t/t540JgTqku6zbgm0", "minutes": [40, 125], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395880000,1795395940000,3,1795395880000,1795395880000,NULL);
INSERT INTO "print_jobs" VALUES(9,9,'printer-1','{"centre": "Trung tâm thử nghiệm", "number": "A009", "department": "Đất đai", "service": "Sổ đỏ", "where": "Quầy 1, 2, 5", "ahead": 8, "issued": "23/11/2026 08:05", "url": "http://hall/t/T4y_aEHeCfv-9G2-", "minutes": [50, 140], "language": "vi", "code": "", "priority": false, "reprint": false, "logo": ""}','printed',NULL,NULL,0,1795395920000,1795395980000,3,1795395920000,1795395920000,NULL);
CREATE TABLE printers (
  id TEXT PRIMARY KEY, agent INTEGER, address TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'offline',
  detail TEXT, at INTEGER NOT NULL DEFAULT 0, fault TEXT
, finding TEXT) WITHOUT ROWID;
INSERT INTO "printers" VALUES('printer-1',3,'virtual://','offline',NULL,0,NULL,NULL);
CREATE TABLE procedures (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, short TEXT NOT NULL, field TEXT NOT NULL, agency TEXT NOT NULL,
  documents TEXT NOT NULL, department TEXT NOT NULL, service TEXT NOT NULL, folded TEXT NOT NULL
);
CREATE TABLE rated (leg INTEGER PRIMARY KEY, door TEXT NOT NULL, mark TEXT NOT NULL, quick INTEGER NOT NULL);
CREATE TABLE ratings (
  id TEXT PRIMARY KEY, business_date TEXT NOT NULL, department TEXT NOT NULL, level INTEGER NOT NULL, reason TEXT
) WITHOUT ROWID;
CREATE TABLE receipts (
  seq INTEGER NOT NULL, what TEXT NOT NULL, device INTEGER NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (seq, what, device)
) WITHOUT ROWID;
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY, username TEXT NOT NULL, desk TEXT, created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL, ended_at INTEGER
) WITHOUT ROWID;
INSERT INTO "sessions" VALUES('a0c463797b6a9292fa7f49902ae7e9f1e8b4a2ac8f1e2b1c58108d1e3972ea5c','an',NULL,1795395600000,1795395600000,NULL);
CREATE TABLE set_aside (ticket INTEGER PRIMARY KEY);
CREATE TABLE sittings (
  desk TEXT PRIMARY KEY, page TEXT NOT NULL, officer TEXT NOT NULL, since INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE summaries (
  period TEXT NOT NULL, level TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (period, level)
);
INSERT INTO "summaries" VALUES('2026-11-24','hall',X'789C4D8ED10AC3200C45FF25CF3ED4B2ADC55F9132A49535CCB5435D3728FEFB62B4630ADE787273C90EA07618F363BCC7CDB800AA15603F4FF4760225056008AF5C120ED66F95BE31CEB8509908E7F9DCC3D15E1FF43B9F1A3A64321871B931EB2F0C99BAFB41DBC339AFAECCF69DEC33A3DCE92F179496A2E656D1A4420E8380B846E3D8D1F1EC219AB438EA26EC69E8EA1FE75D98D75DAAE8B6A4A794BE0DE65332');
INSERT INTO "summaries" VALUES('2026-11-24','department',X'789C6D50414EC33010FC4AE4732A2555812A57AE1C7B33155AD581AC3069146F52A4CA7FA04FE8813B67AE54FC839FB0B1D71548B525CF7A3C63AF67AF0CD0CC00DE0F45513E9EDE7E3EDF293B1D127107AD51D55E6DA605FA1E47B04E5565AED0B9A136A174753F4AB9436AB0E5D2333D79A633DCD40F2FBCBB5A143C5804F619DBA7C0CD13D76C6D54DD2C2786FDE68F5F55BACCC52FA019F372BDCE156D096C50446F02CD18153B40E21783A6E0A9CF7CE824F0D289809EC7DB3D3742C3AC6BA08B89ACBE3FB2AEF93ACAF61647B49923A0C15D0EAA7EEDB09778CEA1A578A4B1F0F1E57578FA5F18899338BCF7BFC37484D0');
INSERT INTO "summaries" VALUES('2026-11-24','service',X'789C6D504B4EC33014BC4AE4755225159F2A4BB6B063692AF4A84DFD946047B6D322553E0362C169BAE522BD092FB653406A2C65DE9BCCC4A3393001BE12800B672A619EC6BA6E5E1F4FC7AFE2FBF374FC48FB036851BC18D3B1F6C036D30BACC51DF48EB54DC9D0B9518A383A697779DCA357A8690C444F9EE91B6EE4F31B6DD757353D2482BE43BD8DDC72E694E993EA763531E4177FFCACE54D99FD193861D9ACD725F3C6431F15C93B03274C8A3DA0A71BA3A6A6C3CF7C4C12F99C24035FA6BF070AE2C76A50302C3A055839D42A15744F6BF1BBDEA1F5AAB0728BCE5BF068F4E5E2E4FB8036D7752E71AE2B078D45AC6E62947FE5CC5CAE2784F003AC978D64');
INSERT INTO "summaries" VALUES('2026-11-24','procedure',X'789C4D8ED10AC3200C45FF25CF3ED4B2ADC55F9132A49535CCB5435D3728FEFB62B4630ADE787273C90EA07618F363BCC7CDB800AA15603F4FF4760225056008AF5C120ED66F95BE31CEB8509908E7F9DCC3D15E1FF43B9F1A3A64321871B931EB2F0C99BAFB41DBC339AFAECCF69DEC33A3DCE92F179496A2E656D1A4420E8380B846E3D8D1F1EC219AB438EA26EC69E8EA1FE75D98D75DAAE8B6A4A794BE0DE65332');
INSERT INTO "summaries" VALUES('2026-11-24','desk',X'789C4D8E4D0EC2201085AFD2B066018D46D3B517708D8D212DDA49B14D0AB4310DE7F10EDEC69B38FCD408096FE6E33D9895F08B638CDFCEEEF37E3D8BDC9D94E90B4EAA9534E190D304B3D486549C1230C6A93696464D732E17B01D0C587AC42113EEA051D70776FB1DC38526A97B18EE91951BEB469D5C876320986FFFF2A4129CE67C16814A795D5362472B7574A4EC260235391609167F8C1E865BFC789C24F23C491651A6D7BDF75F4E7A51F8');
INSERT INTO "summaries" VALUES('2026-11-24','officer',X'789CAB564ACC8B293530304CF34B2FAD7CB8BB354F21EC48739E82230E5125AB6AA564109158549459969853AC6465A8A394595C5C9A9A026616A716954199E599251999401D86B54061901E905C66726A7C2E90676A62000440458939D99979E96031239858467E0E4495B9054804A83F0549BF9255B4A10E543F948A06D23A86B1B13A4A25F9258939601510BD302A1A48435494276696006D04AB3100C268B838D8256071A84BA054B411C4F4DADA5A00CF4D5B44');
INSERT INTO "summaries" VALUES('2026-11-24','hour',X'789C4D8ED10AC3200C45FF25CF3ED4B2ADE2AF4819D2CA1AE6DAA1AE1B14FF7D31B5630ADE787273C9068D02BDC1501E1B02AED647D0AD00F779627023682900637C9592707461ADF48D69C299CA4CB8CC971E0EEEFAA0DFF9D4D02193C584F38D99BA3064EAEF076D0FE7B4F87D5675521546B9E35F2E682345CDAD624885EC7B016949D6B3A3E3D9430CE9EEA89BB0A7A16B7E9C77615E77A962DA3D3DE7FC05865A539A');
INSERT INTO "summaries" VALUES('2026-11-24','line',X'789CAB5652B28A36D4898E3636D231B73000021DC3D8D8581DA594C412DD94C4CC98520303C3B423131EEE5A5AA27064224CC027312F05A211A4B6A454B72023B1002215726C834241C6E18550AE736659668E4271496249693156AB6A0118312B66');
INSERT INTO "summaries" VALUES('2026-11-24','desk-time',X'789CABAE0500017500F9');
INSERT INTO "summaries" VALUES('2026-11-23','hall',X'789C4D8FD18E83201045FF659EE7415050F915D334A4D0962CAB1BA0EE268DFF5E18B45D1E60B8DC73677802A8275CCAA66FDACDA05A041D825BB58FA01843304B8CCE867CE308F6EFC7056B40F5082EC647299940F0F69A7285106D588BD821A4A0E778B581FCF9E9319B65B614B32ECE50F1EBD2BD74955B46CB148577177BFECE37D994954DDA2537DF764DF0E190FDD747AED27DF1072BC6AE8839D8FC0B063575B807779C8EA9418E6C68901505D9E994675F92F6E4E57D358FB5EBD4766F238E92F66187F63933263356C3FB036B8AB5C22D612D751454F79F08FA1345D43FC9634681924CDBB6BD00CB6B76D1');
INSERT INTO "summaries" VALUES('2026-11-23','department',X'789C75524B4EC33010BD4AE5B52BD9F9275BB62CD9850A598DDB5884248A9D50A9EA1DE0082CD8B3EE860515F7E84D187FD2466DC9221E3FBF371ECF9B2D2A989A174C3CF684D0D5E1EDB8FF54B3C3FB08DCB3BA40D9162DF58FAD99A851E663C4BA4E0CAC92284B312A1A2905EF60E361C437ADE83868028C8494BD0E29C1A8E22B05114692778306218BEA582D57BC337C38EAEBA2A9B9493334C262AF4295FAD27007525D84D68B257F7A815DE011F880C48412F5DA607E10856484ABE7118E1C5436151F7969A241485C4C12A32CF7B14BEC969C604FC7982E165075A3586558340ECCB9CD83733F008A256ACCD25D6D2008314DAD208C9C8068AA95F991F96B993E1FC5E605466C35D15851802D6907F5ABB2E7D6AF87B23FEEBF5DCC3627EB4EB6D0892D634BA7ED4B42F79A49AB46CC75CADCD8CFDB92B5EEA2DFAF595BFE7CB8ED9D184435938AA95E9E67E73431D321F1CED504E7D1A037FCA7B7FCA7C9B5FF34F61272F90200FF339B6297C52D394D2E8C06336DD7DD92A7D195B714C756EE963C4EAE2CA49860639D716DF70744E004CB');
INSERT INTO "summaries" VALUES('2026-11-23','service',X'789CAD544B6EDB3010BD8AA0351D889242CB5E669B025DB43B3528589136092BA241524E82C06768BBE801BA287A877AD95CC43709BF36131BC82612A099A16606F3DE3CE93127584F08E6174418D37D198B022E9E7E88ECE9E7FEDFEF107F1AE5863EE4F3C7BCB30F2C25DFE05EE5730872AED44889737BBAD0CE19072206EADC3BAE191F8CBB05B9B2C577986B3E2CBFDE9AA82AEC659298E86972627249929BCF5B08426E30ADB100DEDC985ADCAF624E61EED69D6F6D8B804C19642200D9EF7E5964BBEF3EFE8007927D136275C4B6C476DC0A24281BD34B28C5A9344109727ABFE6D262AE8FF067061E352C1157AB251ED4824A19984908D9084E5E305347666C3DEF3C0F75199849D9AA511909F3A0DD313AE1B046A849690C8D0D4515088D83316495D6F7546AA171EFB2E0B476EF674D60BB36293ED19E45E6E3766A00912FB844694185DCD316D837AF1756039F8DE22C154087ED6936D28B158B92FCCCF6BBBF99DEEFFE74D98AFD8FCAFCA81995D95A8A8E92515275D8E36147A944CF69B0B90C201306E35920D08D334ED60CAFDF79A2F2A087F7198D4F141F981FE4DA84D931BCE252B34CD22557469D9A8BE1CCF79C8AFBE59851DCE73EE954B8304E9CE2404D7982635A14E7350A41E8114C0B9B57FA341AF49209A69DA113494230F5E5C1B4D3E68D1FC6F61931BB8B2A');
INSERT INTO "summaries" VALUES('2026-11-23','procedure',X'789C4D8FD18E83201045FF659EE7415050F915D334A4D0962CAB1BA0EE268DFF5E18B45D1E60B8DC73677802A8275CCAA66FDACDA05A041D825BB58FA01843304B8CCE867CE308F6EFC7056B40F5082EC647299940F0F69A7285106D588BD821A4A0E778B581FCF9E9319B65B614B32ECE50F1EBD2BD74955B46CB148577177BFECE37D994954DDA2537DF764DF0E190FDD747AED27DF1072BC6AE8839D8FC0B063575B807779C8EA9418E6C68901505D9E994675F92F6E4E57D358FB5EBD4766F238E92F66187F63933263356C3FB036B8AB5C22D612D751454F79F08FA1345D43FC9634681924CDBB6BD00CB6B76D1');
INSERT INTO "summaries" VALUES('2026-11-23','desk',X'789C6D914B6E83301086AF12793D0B06F35EF70259D3A8B28249AC50906C4855459CA777E86D7A938E1F149A84858719FE6F3CFC7363F83A4511B6FBE9E7FBEB7317B217692E3B64D58D1DED214E42F5ACE2C084D6EA2A3AC3AA14583318A3A4A62406A68C9964E3EA9D6C4756213023F5D5D6081CB5E84D2BB5B6397D9AFA66E8A5233FD478B6EDD399087B9DC5D451BEBD5396C4113D24126A54FDC9D5B04C966277598A59289D87CE93B147A969B369CAAA9A43681A421D416CDF010F071A741845E75498FB6BCAC2CB7842122FB4352F0F731190C232579A0520B2528FF1CC9D16B3DF17D8CDEF60CF64CB440978D14CF3F37F2BE29B15F175457F8BC175179B15E0EA333EF3198B479FF3E2DED3327B6E2942E043A8B1B8B3932CF3FF16425D660F0E22841B43A8F3E2C12884089C41CE9BF917DA46C68B');
INSERT INTO "summaries" VALUES('2026-11-23','officer',X'789CAD923D4EC33014C7AF1279F66027699A760356C454B1980A99266D2C8223D9492B5475424C1C040971023AC2457A139EBF5AAAB41B89E4A7F7F7FBF2CF5E232EEF3A42E8FC66D13DEFB6AF32BAFD7991D1C519158DD7686616BEE002BC0423AE9458F25AA3718A51D1682D4A054E8C91D0BA2B0BABD7E5BC45638A912ED5D268B0DD2A2EF5BC54CAF8B0D5C9A291A5DD5A89B632E5D30D6498762B2E5A2117F74FE0D12427F04114AF1F839879A96AEAD245A5A991A040610A98BE6206D5598C09FC8CE0783A85219A96D7561DBA12696C0D4B5282A9F13035717E00884C7118C01B961013EA1292CCAEF93ECD8E68D35C7DB742FB0467366803233E085939E013B5FB7A97D1A4DA6DDFA2CBEFCFF3FAE12AF617400FCCFFA0A6079E34F0F4382C297FE223C6831ECF517E1A270DC402B83DB2809662971B0C1BE53DA814FB8EDEB041D62348C3C57968B34A3836D7DF1F1ECCD549E9DF48D1BC4F6A98F74865E748F97C6F18CDFBA4DCF1BD61A3EC0429DFD11B36ECBFB563529B5F67992AC1');
INSERT INTO "summaries" VALUES('2026-11-23','hour',X'789C4D8FD18E83201045FF659EE7415051F915D334A4D0962C0B1BB0EE268DFF5E18B45D1E60B8DC7367784233827CC2A56CEAA6AC07D922A818EDAA5C02C918820E295913F38D2398BF1F1B8D063920D8941EA5643D8233D7255708C9C4B5881DC212954F5713C99F9F1E5E076F28660D5653F16B977BE92AB68C96290A6F2FE6FC9D6FA2292B9B945DACBFED5ACFC743765F1FB94AF7E00EB69FBA22E660FD2F18E4DCE11EDC713AE60639B2B141561464A7539E3D2CCA91970FD53CD5AE73DBBD8D3809DAC71DDAE7CC98C8580D1F0EAC29D60AB784B5D4B1A77AF844D09F28A2FE491C33F628C8B46DDB0B7E6E7739');
INSERT INTO "summaries" VALUES('2026-11-23','line',X'789CAB5652B28A36D4898E3636D23133353100021D4383589D6863631D63430B30DF22363656472925B14437253133A6D4C0C030EDC88487BB9696281C990813F049CC4B419864626A00D6690931C8D00C629009D8A0928CD25488A6908CD287BBF643D9891548FA21EA0D21DA4D8CA03CB0EE52DD828CC402A8A6631B140A320E2F84729D33CB3273148A4B124B4A8B1186199A9A81F51B431D636001E5C6C6D602002CE74AD5');
INSERT INTO "summaries" VALUES('2026-11-23','desk-time',X'789CAB56328C293530304C0B2C7DB86B79A50294E7925A9CAD60A86455AD945F909AA76465686C6400043A4A992939A94A561626105E526971A5929589059457949A98AD640562252667C7E7A7A5652603151BD4EA2819A1586284648911922516C876C078103BF01B6F8C62BC3192F1C638FD606888E20943429EA80500811F58F0');
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY, business_date TEXT NOT NULL, number TEXT NOT NULL, series TEXT NOT NULL, n INTEGER NOT NULL,
  class TEXT NOT NULL, channel TEXT NOT NULL, issued_at INTEGER NOT NULL, UNIQUE (business_date, number)
);
INSERT INTO "tickets" VALUES(1,'2026-11-23','A001','A',1,'ordinary','kiosk-1',1795395600000);
INSERT INTO "tickets" VALUES(2,'2026-11-23','A002','A',2,'ordinary','kiosk-1',1795395640000);
INSERT INTO "tickets" VALUES(3,'2026-11-23','A003','A',3,'ordinary','kiosk-1',1795395680000);
INSERT INTO "tickets" VALUES(4,'2026-11-23','A004','A',4,'ordinary','kiosk-1',1795395720000);
INSERT INTO "tickets" VALUES(5,'2026-11-23','A005','A',5,'ordinary','kiosk-1',1795395760000);
INSERT INTO "tickets" VALUES(6,'2026-11-23','A006','A',6,'ordinary','kiosk-1',1795395800000);
INSERT INTO "tickets" VALUES(7,'2026-11-23','A007','A',7,'ordinary','kiosk-1',1795395840000);
INSERT INTO "tickets" VALUES(8,'2026-11-23','A008','A',8,'ordinary','kiosk-1',1795395880000);
INSERT INTO "tickets" VALUES(9,'2026-11-23','A009','A',9,'ordinary','kiosk-1',1795395920000);
INSERT INTO "tickets" VALUES(10,'2026-11-23','B001','B',1,'priority','kiosk-2',1795395960000);
INSERT INTO "tickets" VALUES(11,'2026-11-23','B002','B',2,'ordinary','kiosk-2',1795395960000);
INSERT INTO "tickets" VALUES(12,'2026-11-24','A001','A',1,'ordinary','kiosk-2',1795482000000);
INSERT INTO "tickets" VALUES(13,'2026-11-24','B001','B',1,'ordinary','kiosk-2',1795482000000);
INSERT INTO "tickets" VALUES(14,'2026-11-25','A001','A',1,'ordinary','kiosk-2',1795568400000);
INSERT INTO "tickets" VALUES(15,'2026-11-25','B001','B',1,'ordinary','kiosk-2',1795568400000);
CREATE TABLE turns (
  business_date TEXT NOT NULL, department TEXT NOT NULL, seq INTEGER NOT NULL, klass TEXT NOT NULL,
  PRIMARY KEY (business_date, department, seq)
) WITHOUT ROWID;
CREATE TABLE watch_alerts (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, business_date TEXT NOT NULL,
  began_at INTEGER NOT NULL, level INTEGER NOT NULL, gone_at INTEGER, ended_at INTEGER
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX journal_leg ON journal (leg, seq) WHERE leg IS NOT NULL;
CREATE INDEX journal_rings ON journal (business_date, seq) WHERE kind IN ('called', 'recalled', 'undone');
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE UNIQUE INDEX one_leg_a_desk ON legs (desk) WHERE state IN ('called', 'serving');
CREATE INDEX legs_ticket ON legs (ticket, ordinal);
CREATE INDEX print_jobs_queued ON print_jobs (printer, id) WHERE state IN ('queued', 'claimed');
CREATE INDEX legs_served ON legs (business_date, department, ended_at) WHERE state = 'done';
CREATE INDEX print_jobs_ticket ON print_jobs (ticket);
CREATE INDEX legs_parked ON legs (business_date) WHERE state IN ('held', 'planned');
CREATE INDEX legs_desk ON legs (business_date, desk) WHERE desk IS NOT NULL;
CREATE INDEX notes_leg ON notes (leg);
CREATE INDEX legs_line ON legs (business_date, department, service, klass, holder, first DESC, credited_at, id)
  WHERE state = 'waiting';
CREATE INDEX lines_held ON lines (business_date, holder) WHERE holder <> '';
CREATE INDEX receipts_at ON receipts (at);
CREATE UNIQUE INDEX one_open_alarm_a_desk ON alarms (desk) WHERE closed_at IS NULL;
CREATE INDEX alarms_day ON alarms (business_date);
CREATE TRIGGER alarms_no_delete BEFORE DELETE ON alarms BEGIN SELECT RAISE(ABORT, 'an alarm stays'); END;
CREATE TRIGGER alarms_once BEFORE UPDATE ON alarms WHEN
  OLD.desk IS NOT NEW.desk OR OLD.officer IS NOT NEW.officer OR OLD.at IS NOT NEW.at OR OLD.key IS NOT NEW.key
  OR OLD.business_date IS NOT NEW.business_date OR coalesce(OLD.accepted_at, NEW.accepted_at) IS NOT NEW.accepted_at
  OR coalesce(OLD.accepted_by, NEW.accepted_by) IS NOT NEW.accepted_by OR OLD.closed_at IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'what was written of an alarm stays'); END;
CREATE INDEX messages_day ON messages (business_date);
CREATE INDEX ratings_day ON ratings (business_date, department, level);
CREATE TRIGGER rated_no_update BEFORE UPDATE ON rated BEGIN SELECT RAISE(ABORT, 'an answer stays'); END;
CREATE TRIGGER rated_no_delete BEFORE DELETE ON rated BEGIN SELECT RAISE(ABORT, 'an answer stays'); END;
CREATE TRIGGER ratings_no_delete BEFORE DELETE ON ratings BEGIN SELECT RAISE(ABORT, 'an answer stays'); END;
CREATE TRIGGER ratings_once BEFORE UPDATE ON ratings WHEN
  OLD.id IS NOT NEW.id OR OLD.business_date IS NOT NEW.business_date OR OLD.department IS NOT NEW.department
  OR OLD.level IS NOT NEW.level OR OLD.reason IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'an answer stays'); END;
CREATE UNIQUE INDEX one_alert_a_cause ON watch_alerts (kind, subject) WHERE ended_at IS NULL;
CREATE INDEX watch_alerts_day ON watch_alerts (business_date);
CREATE TRIGGER watch_alerts_no_delete BEFORE DELETE ON watch_alerts BEGIN SELECT RAISE(ABORT, 'an alert stays'); END;
CREATE TRIGGER alert_acks_no_update BEFORE UPDATE ON alert_acks BEGIN SELECT RAISE(ABORT, 'an alert stays'); END;
CREATE TRIGGER alert_acks_no_delete BEFORE DELETE ON alert_acks BEGIN SELECT RAISE(ABORT, 'an alert stays'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('journal',82);
COMMIT;
