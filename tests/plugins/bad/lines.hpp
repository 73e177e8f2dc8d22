#pragma once

#include <string>
#include <string_view>

#include "trellis/adapter.hpp"
#include "trellis/lines.hpp"
#include "trellis/settings.hpp"

// One record a line, its key and its cursor the line itself; what the bad ones do differently is in
// `before`.
class Lines : public trellis::Adapter {
 public:
  static constexpr const char* version = "1.0.0";
  Lines(trellis::Host host, std::string_view settings, std::string_view cursor)
      : Adapter(host), settings_(settings), cursor_(cursor) {}

  void read(const trellis::PayloadView& payload) override {
    std::string line;
    for (std::size_t i = 0; i < payload.stream_count(); ++i) {
      trellis::LineReader lines(payload.stream(i));
      while (lines.next(line)) {
        if (line == "cursor?") {
          host().hold({"as asked", cursor_.empty() ? "none" : cursor_});
          continue;
        }
        before(line);
        host().emit({line, settings_.text("media-type", "text/plain"), line, line});
        if (line == "commit") host().commit();
      }
    }
  }

 protected:
  virtual void before(const std::string&) {}
  trellis::Settings settings_;
  std::string cursor_;
};
