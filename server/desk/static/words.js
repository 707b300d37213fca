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
  since_called: { vi: "Từ lúc gọi", en: "Since the call" },
  since_started: { vi: "Thời gian phục vụ", en: "Service time" },
  had_waited: { vi: "Đã chờ", en: "Had waited" },
  times_called: { vi: "Lần gọi", en: "Calls" },
  procedure: { vi: "Thủ tục", en: "Procedure" },
  priority: { vi: "Ưu tiên", en: "Priority" },

  next: { vi: "Gọi tiếp", en: "Next" },
  finish_next: { vi: "Kết thúc và gọi tiếp", en: "Finish and call next" },
  recall: { vi: "Gọi lại", en: "Call again" },
  start: { vi: "Bắt đầu", en: "Start" },
  finish: { vi: "Kết thúc", en: "Finish" },
  "no-show": { vi: "Vắng mặt", en: "No-show" },
  undo: { vi: "Hoàn tác", en: "Undo" },

  came_or_not: { vi: "Số {number} đã đến quầy chưa?", en: "Did {number} come to the desk?" },
  came: { vi: "Đã đến, đã xong", en: "Came, and is done" },
  came_serving: { vi: "Đã đến, đang phục vụ", en: "Came, being served" },
  not_here: { vi: "Không có mặt", en: "Is not here" },
  then_next: { vi: "rồi gọi tiếp", en: "then call next" },
  start_only: { vi: "chưa gọi tiếp", en: "no new call" },
  back: { vi: "Quay lại", en: "Back" },
  nothing_done: { vi: "không đổi gì", en: "nothing changes" },

  waiting: { vi: "Đang chờ", en: "Waiting" },
  next_ones: { vi: "Số tiếp theo", en: "Next numbers" },
  waits: { vi: "chờ", en: "waits" },
  lines: { vi: "Hàng chờ theo cơ quan", en: "Lines by department" },
  longest: { vi: "chờ lâu nhất", en: "longest wait" },
  my_day: { vi: "Hôm nay tại quầy này", en: "Today at this desk" },
  served: { vi: "đã phục vụ", en: "served" },
  no_shows: { vi: "vắng mặt", en: "no-show" },
  median: { vi: "trung vị phục vụ", en: "median service" },
  median_note: { vi: "Chỉ tính lượt bấm cả Bắt đầu và Kết thúc", en: "Only where both Start and Finish were pressed" },
  last_ones: { vi: "Vừa qua", en: "Just now" },
  outcome_no_show: { vi: "vắng mặt", en: "no-show" },
  outcome_done: { vi: "đã xong", en: "done" },

  retrying: { vi: "Chưa gửi được, đang gửi lại… (chỉ tính một lần; Esc: thôi gửi)", en: "Not sent yet, sending again… (it counts once; Esc: stop)" },
  gave_up: { vi: "Chưa gửi được lệnh vừa bấm. Mời xem lại màn hình rồi bấm lại.", en: "Your press was not confirmed. Look at the screen, then press again." },
  signed_out: { vi: "Phiên làm việc đã kết thúc. Mời đăng nhập lại.", en: "Your session has ended. Please sign in again." },
  reload: { vi: "Trang đã cũ. Mời tải lại trang (F5).", en: "This page is out of date. Please reload it (F5)." },
  lost: { vi: "Mất kết nối với máy chủ, đang nối lại. Số liệu lúc {time}.", en: "Connection lost, reconnecting. Figures as of {time}." },
  taken: { vi: "{desk} hiện do {officer} phụ trách. Màn hình này chỉ để xem.", en: "{desk} is now with {officer}. This screen is read-only." },
  closed: { vi: "{desk} đã đóng. Màn hình này chỉ để xem.", en: "{desk} is closed. This screen is read-only." },
};

/** The pair with its {placeholders} filled; values may be pairs themselves. */
export function fill(pair, values) {
  const one = (language) =>
    pair[language].replace(/\{(\w+)\}/g, (whole, name) => values[name]?.[language] ?? values[name] ?? whole);
  return { vi: one("vi"), en: one("en") };
}
