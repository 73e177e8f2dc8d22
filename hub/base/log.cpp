#include "hub/base/log.hpp"

#include <iostream>

#include <Poco/AutoPtr.h>
#include <Poco/ConsoleChannel.h>
#include <Poco/Exception.h>
#include <Poco/FileChannel.h>
#include <Poco/Logger.h>
#include <Poco/Message.h>

#include "hub/base/time.hpp"
#include "hub/base/utf8.hpp"
#include "hub/base/visible.hpp"

namespace trellis::log {

namespace {

Poco::Message::Priority priority(Level level) {
  switch (level) {
    case Level::error:
      return Poco::Message::PRIO_ERROR;
    case Level::warning:
      return Poco::Message::PRIO_WARNING;
    case Level::info:
      return Poco::Message::PRIO_INFORMATION;
    case Level::debug:
      return Poco::Message::PRIO_DEBUG;
  }
  return Poco::Message::PRIO_ERROR;
}

std::string_view name(Level level) {
  switch (level) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warning";
    case Level::info:
      return "info";
    case Level::debug:
      return "debug";
  }
  return {};
}

Poco::Logger& logger() {
  static Poco::Logger& made = Poco::Logger::create(
      "trellis", Poco::AutoPtr<Poco::Channel>(new Poco::ConsoleChannel(std::cerr)),
      priority(Level::warning));
  return made;
}

void append_control(std::string& line, char32_t code) {
  constexpr std::string_view digits = "0123456789abcdef";
  line += "\\u00";
  line.push_back(digits[code >> 4]);
  line.push_back(digits[code & 0xF]);
}

void append_quoted(std::string& line, std::string_view text) {
  line.push_back('"');
  while (!text.empty()) {
    const auto character = text::first_character(text);
    const char32_t code = character.code;
    if (code == '"' || code == '\\') line.push_back('\\');
    if (code < 0x20 || code == 0x7F) {
      append_control(line, code);
    } else {
      text::append_utf8(line, code);
    }
    text.remove_prefix(character.length);
  }
  line.push_back('"');
}

void append_member(std::string& line, std::string_view key, std::string_view value) {
  if (line.size() > 1) line.push_back(',');
  append_quoted(line, key);
  line.push_back(':');
  append_quoted(line, value);
}

void write(Level level, std::string_view event, Fields fields) {
  Poco::Logger& to = logger();
  if (!to.is(priority(level))) return;
  std::string line = "{";
  append_member(line, "time", to_string(SystemClock().now()));
  append_member(line, "level", name(level));
  append_member(line, "event", event);
  for (const auto& [key, value] : fields) append_member(line, key, value);
  line.push_back('}');
  line = text::visible_json(line);
  try {
    to.log(Poco::Message(to.name(), line, priority(level)));
  } catch (const Poco::Exception&) {
    std::cerr << line + '\n';  // a full disk must not stop the hub, nor hide what it says
  }
}

}  // namespace

void start(Level least, const std::string& file) {
  Poco::AutoPtr<Poco::Channel> channel(new Poco::ConsoleChannel(std::cerr));
  bool opened = true;
  if (!file.empty()) {
    try {
      Poco::AutoPtr<Poco::FileChannel> to_file(new Poco::FileChannel(file));
      to_file->open();
      channel = to_file;
    } catch (const Poco::Exception&) {
      opened = false;
    }
  }
  logger().setChannel(channel);
  logger().setLevel(priority(least));
  if (!opened) error("log_file_not_opened", {{"instead", "stderr"}});
}

void error(std::string_view event, Fields fields) { write(Level::error, event, fields); }
void warning(std::string_view event, Fields fields) { write(Level::warning, event, fields); }
void info(std::string_view event, Fields fields) { write(Level::info, event, fields); }
void debug(std::string_view event, Fields fields) { write(Level::debug, event, fields); }

}  // namespace trellis::log
