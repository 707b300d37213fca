// Every sentence of the console, Vietnamese and English.

export const WORDS = {
  other_language: { vi: "English", en: "Tiếng Việt" },
  issue: { vi: "Cấp số", en: "Issue a number" },
  change_desk: { vi: "Đổi quầy", en: "Change desk" },
  sign_out: { vi: "Đăng xuất", en: "Sign out" },
  sign_in: { vi: "Đăng nhập lại", en: "Sign in again" },
  choose_desk: { vi: "Chọn quầy", en: "Choose a desk" },
  loading: { vi: "Đang tải…", en: "Loading…" },

  free: { vi: "Quầy đang trống", en: "The desk is free" },
  called: { vi: "Đang gọi", en: "Calling" },
  serving: { vi: "Đang phục vụ", en: "Serving" },
  press_next: { vi: "Bấm Enter để gọi số tiếp theo.", en: "Press Enter to call the next number." },
  nobody: { vi: "Hiện chưa có ai chờ. Có số mới, màn hình tự cập nhật.", en: "Nobody is waiting. New numbers appear here by themselves." },
  since_called: { vi: "Gọi lúc {time}", en: "Called at {time}" },
  since_started: { vi: "Đang phục vụ từ {time}", en: "Being served since {time}" },
  usual: { vi: "thường {time}", en: "usually {time}" },
  far_over: { vi: "đã quá 2 lần thường lệ ({time})", en: "over twice the usual {time}" },
  usual_bar: { vi: "Thời gian phục vụ so với thường lệ", en: "Service time against the usual" },
  desk_break: { vi: "Tạm nghỉ", en: "On a break" },
  "desk_back-office": { vi: "Làm hồ sơ, không gọi số", en: "Back office, no calls" },
  desk_closed: { vi: "Quầy đã đóng", en: "The desk is closed" },
  away_since: { vi: "từ {time}", en: "since {time}" },
  or_next: { vi: "Enter: mở lại và gọi số tiếp theo luôn", en: "Enter: open again and call the next number" },
  open_again: { vi: "Mở lại quầy", en: "Open the desk again" },
  note: { vi: "Ghi chú", en: "Note" },
  by_desk: { vi: "Quầy {desk}, {time}", en: "Desk {desk}, {time}" },
  erase: { vi: "Xóa", en: "Erase" },
  had_waited: { vi: "Đã chờ", en: "Had waited" },
  times_called: { vi: "Lần gọi", en: "Calls" },
  procedure: { vi: "Thủ tục", en: "Procedure" },
  taken_in: { vi: "Bộ hồ sơ", en: "Dossiers" },
  priority: { vi: "Ưu tiên", en: "Priority" },

  next: { vi: "Gọi tiếp", en: "Next" },
  finish_next: { vi: "Kết thúc và gọi tiếp", en: "Finish and call next" },
  recall: { vi: "Gọi lại", en: "Call again" },
  start: { vi: "Bắt đầu", en: "Start" },
  finish: { vi: "Kết thúc", en: "Finish" },
  "no-show": { vi: "Vắng mặt", en: "No-show" },
  undo: { vi: "Hoàn tác", en: "Undo" },
  finish_onward: { vi: "Kết thúc, gọi tiếp", en: "Finish, call next" },
  hold: { vi: "Tạm giữ", en: "Hold" },
  resume: { vi: "Tiếp tục số giữ", en: "Resume a held one" },
  more: { vi: "Việc khác", en: "More" },

  came_or_not: { vi: "Số {number} đã đến quầy chưa?", en: "Did {number} come to the desk?" },
  came: { vi: "Đã đến, đã xong", en: "Came, and is done" },
  came_serving: { vi: "Đã đến, đang phục vụ", en: "Came, being served" },
  not_here: { vi: "Không có mặt", en: "Is not here" },
  then_next: { vi: "rồi gọi tiếp", en: "then call next" },
  start_only: { vi: "chưa gọi tiếp", en: "no new call" },
  back: { vi: "Quay lại", en: "Back" },
  nothing_done: { vi: "không đổi gì", en: "nothing changes" },

  coming: { vi: "Tiếp theo", en: "Next" },
  nobody_short: { vi: "Chưa có ai chờ", en: "Nobody waits" },
  held_short: { vi: "giữ", en: "held" },
  waiting: { vi: "Đang chờ", en: "Waiting" },
  next_ones: { vi: "Số tiếp theo", en: "Next numbers" },
  waits: { vi: "chờ", en: "waits" },
  held: { vi: "Đang tạm giữ tại quầy này", en: "Held at this desk" },
  lines: { vi: "Hàng chờ theo cơ quan", en: "Lines by department" },
  longest: { vi: "chờ lâu nhất", en: "longest wait" },
  my_day: { vi: "Hôm nay tại quầy này", en: "Today at this desk" },
  served: { vi: "đã phục vụ", en: "served" },
  no_shows: { vi: "vắng mặt", en: "no-show" },
  dossiers: { vi: "bộ hồ sơ", en: "dossiers" },
  median: { vi: "thường mất", en: "usual time" },
  median_note: { vi: "Một nửa số lượt không lâu hơn mức này; chỉ tính lượt bấm cả Bắt đầu và Kết thúc", en: "Half of them took no longer; only where both Start and Finish were pressed" },
  last_ones: { vi: "Vừa qua", en: "Just now" },
  "outcome_no-show": { vi: "vắng mặt", en: "no-show" },
  outcome_transferred: { vi: "đã chuyển", en: "transferred" },
  outcome_left: { vi: "ra về", en: "left" },
  outcome_done: { vi: "đã xong", en: "done" },

  retrying: { vi: "Chưa gửi được, đang gửi lại… (chỉ tính một lần; Esc: thôi gửi)", en: "Not sent yet, sending again… (it counts once; Esc: stop)" },
  gave_up: { vi: "Chưa gửi được lệnh vừa bấm. Mời xem lại màn hình rồi bấm lại.", en: "Your press was not confirmed. Look at the screen, then press again." },
  signed_out: { vi: "Phiên làm việc đã kết thúc. Mời đăng nhập lại.", en: "Your session has ended. Please sign in again." },
  reload: { vi: "Trang đã cũ. Mời tải lại trang (F5).", en: "This page is out of date. Please reload it (F5)." },
  lost: { vi: "Mất kết nối với máy chủ, đang nối lại. Số liệu lúc {time}.", en: "Connection lost, reconnecting. Figures as of {time}." },
  idle: { vi: "Có {n} người đang chờ. Khi sẵn sàng, mời bấm Enter để gọi tiếp.", en: "{n} waiting. When you are ready, press Enter to call the next." },
  elsewhere: { vi: "{desk} đang mở ở cửa sổ khác. Trang này chỉ để xem.", en: "{desk} is open in another window. This page is read-only." },
  elsewhere_question: { vi: "{desk} đang mở ở cửa sổ khác từ {time}. Tiếp tục ở đây?", en: "{desk} is open in another window since {time}. Continue here?" },
  continue_here: { vi: "Tiếp tục ở đây", en: "Continue here" },
  other_watches: { vi: "cửa sổ kia chỉ còn để xem", en: "the other window becomes read-only" },
  taken: { vi: "{desk} hiện do {officer} phụ trách. Màn hình này chỉ để xem.", en: "{desk} is now with {officer}. This screen is read-only." },
  closed: { vi: "{desk} đã đóng. Màn hình này chỉ để xem.", en: "{desk} is closed. This screen is read-only." },
};

/** Whether nothing has to be said of priority: an ordinary number, or the reason of its place says it. */
export function saysPriority(leg) {
  return leg.class !== "priority" || leg.why.vi.startsWith(WORDS.priority.vi);
}

/** The pair with its {placeholders} filled; values may be pairs themselves. */
export function fill(pair, values) {
  const one = (language) =>
    pair[language].replace(/\{(\w+)\}/g, (whole, name) => values[name]?.[language] ?? values[name] ?? whole);
  return { vi: one("vi"), en: one("en") };
}
