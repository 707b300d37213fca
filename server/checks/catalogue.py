"""Every finding there is. An id's letter says how grave it is (Error, Warning, Note), its number what it is about:
1xx the hall's own data, 2xx devices, 3xx people, 4xx the machine. An id is never used again for something else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What is wrong and what to do, in both languages; `{…}` is filled in with what it is about."""

    vi: str
    en: str
    do_vi: str
    do_en: str
    link: str = ""


KINDS: dict[str, Kind] = {
    "HALL-W101": Kind(
        "Chưa có cán bộ nào nhận: {desks}.", "No officer has this desk as their own: {desks}.",
        "Gán cán bộ cho quầy, hoặc bỏ quầy không dùng.", "Give it an officer, or take the desk out.",
        "/admin/setup/officers",
    ),
    "HALL-E102": Kind(
        "Không quầy nào phục vụ dịch vụ: {services}.", "No desk serves: {services}.",
        "Chọn quầy phục vụ; nếu không, người lấy số này sẽ chờ mãi.",
        "Choose a desk for it: its visitors would wait for ever.", "/admin/setup/desks",
    ),
    "HALL-E103": Kind(
        "Không quầy nào phục vụ cơ quan: {departments}.", "No desk serves the department: {departments}.",
        "Chọn quầy cho cơ quan đó.", "Choose desks for it.", "/admin/setup/desks",
    ),
    "HALL-W104": Kind(
        "Mọi dịch vụ đều đang tạm ngừng: {departments}.", "All services are paused: {departments}.",
        "Mở lại ít nhất một dịch vụ, hoặc bỏ cơ quan này.", "Take one of them in again, or take the department out.",
        "/admin/setup/departments",
    ),
    "HALL-W105": Kind(
        "Lời gọi ở đây không hiện trên màn hình nào: {desks}.", "No board shows the calls of: {desks}.",
        "Thêm một màn hình cho cả sảnh, hoặc cho khu vực, cơ quan đó.",
        "Add a board for the whole hall, or for that zone or department.", "/admin/setup/boards",
    ),
    "HALL-W106": Kind(
        "Khu vực chưa có màn hình: {zones}.", "A zone that no board shows: {zones}.",
        "Chọn màn hình hiện khu vực này, hoặc bỏ khu vực.", "Give a board to it, or take the zone out.",
        "/admin/setup/boards",
    ),
    "HALL-W107": Kind(
        "Trung tâm chưa có máy lấy số.", "The hall has no kiosk.",
        "Thêm máy lấy số; nếu không, chỉ quầy hướng dẫn cấp được số.",
        "Add one; until then only the reception desk gives out numbers.", "/admin/setup/kiosks",
    ),
    "HALL-N108": Kind(
        "Máy lấy số không có máy in: {kiosks}.", "A kiosk without a printer: {kiosks}.",
        "Nếu không cố ý, chọn máy in cho máy này.", "Unless it is meant so, choose its printer.", "/admin/setup/kiosks",
    ),
    "HALL-W109": Kind(
        "Không màn hình hay loa nào đọc số.", "No board or loudspeaker speaks the calls.",
        "Bật tiếng ở một màn hình, hoặc thêm loa.", "Let a board speak, or add a loudspeaker.", "/admin/setup/boards",
    ),
    "HALL-N110": Kind(
        "Máy in không dùng cho máy lấy số nào: {printers}.", "A printer that no kiosk uses: {printers}.",
        "Chọn nó ở máy lấy số, hoặc bỏ đi.", "Choose it at a kiosk, or take it out.", "/admin/setup/kiosks",
    ),
    "HALL-W111": Kind(
        "Chưa có cán bộ nào.", "There are no officers.",
        "Thêm cán bộ rồi phát mật khẩu lần đầu.", "Add them, then hand out their first passwords.",
        "/admin/setup/officers",
    ),
    "HALL-W112": Kind(
        "Chưa có giờ làm việc nào trong tuần.", "There are no opening hours in the week.",
        "Điền giờ làm việc; khi chạy với --hours real, máy sẽ không cấp số nào.",
        "Fill them in; with --hours real no number would be given out.", "/admin/setup/hours",
    ),
    "HALL-W113": Kind(
        "Từ hôm nay không còn ngày nghỉ lễ nào trong danh sách.", "No day off from today on is listed.",
        "Nhập ngày nghỉ lễ theo thông báo của năm; nếu không, máy sẽ cấp số cả ngày lễ.",
        "Enter the year's days off: else numbers are given out on a holiday.", "/admin/setup/holidays",
    ),
    "HALL-N114": Kind(
        "Chưa có tên tiếng Anh: {names}.", "No English name yet: {names}.",
        "Thêm tên tiếng Anh cho khách nước ngoài khi có thể.", "Add one for visitors who read no Vietnamese.",
        "/admin/setup/departments",
    ),
    "HALL-W115": Kind(
        "Tên dài quá phiếu {width} mm, phần cuối sẽ bị cắt: {names}.",
        "Too long for paper of {width} mm, its end will be cut: {names}.",
        "Rút ngắn tên.", "Shorten the name.", "/admin/setup/departments",
    ),
    "HALL-W116": Kind(
        "Tên dài quá một dòng ở đầu màn hình TV: {names}.", "Too long for one line at the head of a TV: {names}.",
        "Rút ngắn tên.", "Shorten the name.", "/admin/setup/centre",
    ),
    "HALL-N117": Kind(
        "Chữ cái dễ đọc nhầm thành số: {letters}.", "A letter that is read as a figure: {letters}.",
        "Nên chọn chữ khác, không dùng I và O.", "Better take another than I and O.", "/admin/setup/departments",
    ),
    "HALL-N118": Kind(
        "Đang dùng trung tâm mẫu.", "This is the sample hall.",
        "Thiết lập trung tâm của ông/bà.", "Set up your own.", "/admin/setup/",
    ),
    "HALL-W119": Kind(
        "Có phần thiết lập đã lưu nhưng chưa áp dụng: {sections}.", "Saved, but not in force yet: {sections}.",
        "Mở phần thiết lập để xem còn thiếu gì.", "Open the set-up to see what is still missing.", "/admin/setup/",
    ),
    "HALL-N120": Kind(
        "Chưa có danh mục thủ tục.", "There is no catalogue of procedures.",
        "Nhập danh mục để người dân tìm được thủ tục theo tên.",
        "Import one, so that visitors find a procedure by its name.", "/admin/setup/departments",
    ),
    "HALL-N122": Kind(
        "Thủ tục của lĩnh vực này chỉ nằm ở “Thủ tục khác”: {fields}.",
        "Procedures of these fields stand under “Other procedures” alone: {fields}.",
        "Ghi tên lĩnh vực vào dịch vụ nhận thủ tục đó (ô Lĩnh vực).",
        "Write the field's name at the service that takes them (Fields).", "/admin/lists/services/",
    ),
    "HALL-W121": Kind(
        "Phần thiết lập này chưa làm: {steps}.", "Not looked at yet in the set-up: {steps}.",
        "Mở từng bước và lưu.", "Open each step and save it.", "/admin/setup/",
    ),
    "HALL-W201": Kind(
        "Máy lấy số chưa ghép: {kiosks}.", "No device is paired as: {kiosks}.",
        "Tạo mã và nhập trên máy đó.", "Make a code and enter it on that machine.", "/admin/setup/kiosks",
    ),
    "HALL-W202": Kind(
        "Màn hình chưa ghép: {displays}.", "No screen is paired as: {displays}.",
        "Tạo mã và nhập trên màn hình đó.", "Make a code and enter it on that screen.", "/admin/setup/boards",
    ),
    "HALL-W203": Kind(
        "Máy in chưa dò: {printers}.", "Not probed yet: {printers}.",
        "Dò và in phiếu thử.", "Probe it and print a test slip.", "/admin/setup/printers",
    ),
    "HALL-W204": Kind(
        "Không liên lạc được với chương trình in của: {printers}.", "Its print agent is not heard: {printers}.",
        "Bật máy tính nối với máy in, hoặc chạy lại chương trình in.",
        "Switch on the computer it is wired to, or start its agent again.", "/admin/devices",
    ),
    "HALL-W205": Kind(
        "Máy in cần xem: {printers}.", "A printer needs a hand: {printers}.",
        "Xem việc phải làm ở mục Máy in.", "See what to do under Printers.", "/admin/devices",
    ),
    "HALL-W206": Kind(
        "Máy in thử, không ra giấy thật: {printers}.", "A virtual printer, no paper comes out: {printers}.",
        "Nhập địa chỉ của máy in thật.", "Enter the address of the real one.", "/admin/setup/printers",
    ),
    "HALL-N207": Kind(
        "Thiết bị đã ghép nhưng trung tâm không có tên đó: {devices}.",
        "Paired, but the hall has no such name: {devices}.",
        "Thu hồi thiết bị, hoặc ghép lại dưới tên đúng.", "Revoke it, or pair it again by the right name.",
        "/admin/devices",
    ),
    "HALL-W208": Kind(
        "Máy in chỉ nhận lệnh, không báo phiếu đã ra: {printers}.",
        "It tells nothing, so nobody knows if a slip came out: {printers}.",
        "Dùng máy in mạng có trả lời, hoặc nhắc cán bộ trông giấy.",
        "Better a network printer that answers; or have somebody look after its paper.", "/admin/setup/printers",
    ),
    "HALL-E301": Kind(
        "Chưa có người quản trị.", "There is no administrator yet.",
        "Mở đường dẫn dùng một lần in ra khi khởi động, hoặc chạy: python3 -m server account admin --password",
        "Open the one-time link printed at the start, or run: python3 -m server account admin --password",
    ),
    "HALL-W302": Kind(
        "Cán bộ chưa có mật khẩu, chưa đăng nhập được: {officers}.",
        "No password yet, they cannot sign in: {officers}.",
        "In phiếu mật khẩu lần đầu và phát cho từng người.", "Print their first passwords and hand them out.",
        "/admin/setup/officers",
    ),
    "HALL-E303": Kind(
        "Tài khoản mẫu vẫn đăng nhập được: {officers}.", "Sample accounts can still sign in: {officers}.",
        "Phát mật khẩu mới; mật khẩu mẫu khi đó hết hiệu lực.",
        "Hand out new passwords: those of the sample end with it.", "/admin/setup/officers",
    ),
    "HALL-W304": Kind(
        "Tài khoản không còn trong danh sách cán bộ mà vẫn đăng nhập được: {officers}.",
        "Not among the officers any more, but can still sign in: {officers}.",
        "Khóa tài khoản đó.", "Lock that account.", "/admin/setup/officers",
    ),
    "HALL-N305": Kind(
        "Quản trị đăng nhập chỉ bằng mật khẩu: {admins}.", "An admin signs in by a password alone: {admins}.",
        "Bật xác thực hai lớp ở trang Tài khoản của tôi.", "Turn the second factor on at My account.",
        "/account/second-factor",
    ),
    "HALL-W401": Kind(
        "Mã QR trên phiếu dẫn tới {url}, điện thoại không mở được.",
        "The slip's QR says {url}, which no phone reaches.",
        "Khởi động với --public-url http://… là địa chỉ điện thoại vào được.",
        "Start with --public-url http://…, an address that phones reach.",
    ),
    "HALL-W402": Kind(
        "Kết nối qua mạng chưa mã hóa: mật khẩu có thể bị đọc trên đường truyền.",
        "Open to the network without TLS: passwords can be read on the way.",
        "Bật TLS (docs/tls.md), hoặc để mọi thiết bị trong một mạng riêng.",
        "Use TLS (docs/tls.md), or keep the devices on a network of their own.",
    ),
    "HALL-E403": Kind(
        "Người dùng khác của máy này đọc được: {files}.", "Other users of this machine can read: {files}.",
        "Chạy: chmod -R go-rwx {folder}", "Run: chmod -R go-rwx {folder}",
    ),
    "HALL-W404": Kind(
        "Ổ đĩa của máy chủ sắp đầy.", "The server's disk is almost full.",
        "Xóa hoặc chuyển bớt tệp không cần trước giờ mở cửa.", "Delete or move files before the hall opens.",
    ),
    "HALL-E405": Kind(
        "Ổ đĩa gần như không còn chỗ: sắp không ghi được số.",
        "Hardly anything is left on the disk: soon no number can be written.",
        "Dọn ổ đĩa ngay.", "Make room now (docs/when/disk-full.md).",
    ),
    "HALL-N406": Kind(
        "Máy chủ đặt múi giờ {zone}; hệ thống vẫn theo giờ Việt Nam.",
        "The machine's time zone is {zone}; the hall keeps Vietnamese time all the same.",
        "Đặt Asia/Ho_Chi_Minh để nhật ký máy dễ đọc.", "Set Asia/Ho_Chi_Minh, so that the machine's logs read alike.",
    ),
    "HALL-E407": Kind(
        "Đồng hồ máy chủ không khớp.", "The server's clock does not fit.",
        "Chỉnh giờ máy chủ, hoặc xác nhận giờ đó là đúng.", "Set it right, or confirm that it is.", "/admin/",
    ),
    "HALL-W408": Kind(
        "Bộ đọc số không chạy: chỉ có tiếng chuông.", "The voice does not work: there is only a chime.",
        "Xem trang Tiếng gọi số.", "See the page The voice.", "/admin/voice/",
    ),
    "HALL-N409": Kind(
        "Chưa có tiếng đọc cho: {pieces}.", "No sound yet for: {pieces}.",
        "Chờ máy tạo tiếng, hoặc ghi âm bổ sung (docs/voice.md).",
        "Wait until they are made, or record them (docs/voice.md).",
        "/admin/voice/",
    ),
    "HALL-E410": Kind(
        "Tệp dữ liệu của trung tâm hỏng một phần.", "Part of the hall's file is damaged.",
        "Dừng máy chủ và khôi phục bản sao lưu ngay hôm nay.", "Stop the server and restore a backup today.",
    ),
    "HALL-W411": Kind(
        "Số liệu báo cáo có chỗ không khớp.", "Figures of the reports do not agree.",
        "Chạy python -m server verify.", "Run python -m server verify.", "/admin/",
    ),
    "HALL-N412": Kind(
        "Đang cấp số vào mọi giờ, kể cả ngoài giờ làm việc và ngày nghỉ (--hours always).",
        "Numbers are given out at any hour (--hours always).",
        "Khi mở cửa thật, khởi động với --hours real.", "When the hall opens for good, start with --hours real.",
    ),
    "HALL-N413": Kind(
        "Đồng hồ của trung tâm là giờ thử (--clock-start hoặc --clock-speed).",
        "The hall runs on a clock of trial (--clock-start or --clock-speed).",
        "Khởi động lại không có hai tùy chọn đó.", "Start again without these two.",
    ),
    "HALL-N414": Kind(
        "Đang tắt tiếng gọi số (--no-voice).", "The voice is switched off (--no-voice).",
        "Khởi động lại không có tùy chọn đó.", "Start again without that option.",
    ),
    "HALL-W415": Kind(
        "Trung tâm chỉ mở cho chính máy chủ: máy lấy số, màn hình, quầy ở máy khác không vào được.",
        "The hall listens to its own machine alone: no kiosk, screen or desk of another machine gets in.",
        "Khởi động với --host 0.0.0.0.", "Start with --host 0.0.0.0.",
    ),
    "HALL-E420": Kind(
        "Máy chủ không ghi được, đã tạm ngừng cấp số.", "The server cannot write: no numbers are given out.",
        "Giải phóng chỗ trên ổ đĩa, hoặc báo ngay cán bộ kỹ thuật.",
        "Make room on the disk, or call the technician (docs/when/disk-fault.md).",
    ),
    "HALL-W421": Kind(
        "Máy chủ sắp hết bộ nhớ.", "The server is short of memory.",
        "Đóng chương trình khác trên máy chủ.", "Close other programs on the server (docs/when/slow.md).",
    ),
    "HALL-W422": Kind(
        "Sao lưu tự động đang tắt.", "Backups by themselves are off.",
        "Khởi động không có --backup-minutes 0.", "Start without --backup-minutes 0.",
    ),
    "HALL-W423": Kind(
        "Chưa có bản sao lưu nào.", "There is no backup yet.",
        "Xem ổ sao lưu còn cắm và còn chỗ không.", "See that the backup disk is plugged in and has room.",
    ),
    "HALL-W424": Kind(
        "Bản sao lưu mới nhất đã cũ.", "The newest backup is old.",
        "Xem ổ sao lưu còn cắm và còn chỗ không.", "See that the backup disk is plugged in and has room.",
    ),
    "HALL-W425": Kind(
        "Lần sao lưu gần nhất không thành công.", "The last backup did not succeed.",
        "Xem ổ sao lưu còn cắm và còn chỗ không.", "See that the backup disk is plugged in and has room.",
    ),
    "HALL-N426": Kind(
        "Bản sao lưu nằm cùng ổ đĩa với dữ liệu.", "Backups lie on the hall's own disk.",
        "Cắm ổ USB hoặc ổ thứ hai và đặt --backup-to vào đó.", "Plug in a second disk and name it with --backup-to.",
    ),
    "HALL-W427": Kind(
        "Đồng hồ máy chủ chạy lệch.", "The server's clock drifts.",
        "Bật đồng bộ giờ qua mạng; nếu vẫn lệch, thay pin CMOS.",
        "Switch on network time; if it still drifts, change the CMOS battery.",
    ),
    "HALL-W428": Kind(
        "Dữ liệu vừa được khôi phục từ bản sao lưu.", "The data were restored from a backup.",
        "Mời các quầy gọi lại số đang phục vụ; xem lại mọi màn hình.",
        "Desks call again whom they were serving; look at every screen once.",
    ),
    "HALL-W429": Kind(
        "Chứng chỉ bảo mật của máy chủ sắp hết hạn.", "The server's certificate ends soon.",
        "Nhờ kỹ thuật viên làm chứng chỉ mới trước ngày đó.",
        "Have a technician make a new one before (docs/when/certificate.md).",
    ),
    "HALL-E430": Kind(
        "Chứng chỉ bảo mật của máy chủ đã hết hạn: máy ở quầy không mở được trang.",
        "The server's certificate is over: desks cannot open its pages.",
        "Gọi kỹ thuật viên làm chứng chỉ mới ngay.", "Make a new one now (docs/when/certificate.md).",
    ),
}  # fmt: skip
