// Every sentence about alarms and messages. The words on one's own screen are quiet: the visitor may read them.

export const WORDS = {
  alarm: { vi: "Báo khẩn", en: "Alarm" },
  alarm_how: { vi: "Giữ 1 giây, hoặc bấm hai lần. Không có tiếng.", en: "Hold for 1 second, or press twice. It makes no sound." },
  press_again: { vi: "Bấm lần nữa", en: "Press again" },
  raised: { vi: "Đã báo", en: "Sent" },
  unheard: { vi: "Chưa ai nhận: mời gọi trực tiếp", en: "Nobody took it: please call" },
  coming: { vi: "{name} đang đến", en: "{name} is coming" },
  well: { vi: "Đã ổn", en: "All is well" },

  near: { vi: "{desk} cần hỗ trợ khẩn, báo lúc {time}.", en: "{desk} needs help, {time}." },
  near_coming: { vi: "{desk} cần hỗ trợ, {name} đang đến.", en: "{desk} needs help, {name} is coming." },
  others: { vi: "(và {n} quầy khác)", en: "(and {n} more)" },
  i_come: { vi: "Tôi đến", en: "I am coming" },

  message: { vi: "Nhắn phụ trách", en: "Message" },
  message_title: { vi: "Nhắn phụ trách", en: "Message to the supervisor" },
  warned: {
    vi: "Không ghi họ tên, số giấy tờ, số điện thoại hay bệnh tật của khách.",
    en: "No visitor's name, identity or phone number, or health.",
  },
  text: { vi: "Nội dung (tối đa 200 ký tự)", en: "Text (up to 200 letters)" },
  send: { vi: "Gửi", en: "Send" },
  sending: { vi: "Đang gửi…", en: "Sending…" },
  shut: { vi: "Đóng", en: "Close" },
  sent_ones: { vi: "Đã gửi hôm nay", en: "Sent today" },
  waiting: { vi: "đã gửi", en: "sent" },
  not_taken: { vi: "chưa ai nhận", en: "nobody has taken it" },
  seen: { vi: "{name} đã xem", en: "seen by {name}" },
  answered: { vi: "{name}: {answer}", en: "{name}: {answer}" },
  answer_came: { vi: "{name} trả lời: {answer}", en: "{name} answers: {answer}" },
  message_unheard: {
    vi: "Tin nhắn lúc {time} chưa ai nhận. Mời gọi trực tiếp phụ trách.",
    en: "Nobody has taken your message of {time}. Please call the supervisor.",
  },
  understood: { vi: "Đã rõ", en: "Understood" },
};
