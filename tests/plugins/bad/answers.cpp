// Answers with the status that its settings name, after a record ("after") and some times
// ("times").
#include "lines.hpp"

class Answers : public Lines {
 public:
  static constexpr const char* id = "answers";
  using Lines::Lines;

  void read(const trellis::PayloadView& payload) override {
    std::string line;
    for (std::size_t i = 0; i < payload.stream_count(); ++i) {
      trellis::LineReader lines(payload.stream(i));
      while (lines.next(line)) {
        host().emit({line, "text/plain", line});
        if (line == settings_.text("after", "one")) answer();
      }
    }
  }
  void poll() override { answer(); }
  void write(const trellis::RecordView&, trellis::Output&) override { answer(); }
  void deliver(const trellis::RecordView&) override { answer(); }

 private:
  void answer() {
    if (given_++ >= settings_.whole("times", 1'000'000)) return;
    const std::string status = settings_.text("status");
    if (status == "retry") throw trellis::Failure(TRELLIS_RETRY, "as asked");
    if (status == "bad-data") throw trellis::Failure(TRELLIS_BAD_DATA, "as asked");
    if (status == "bad-settings")
      throw trellis::Failure(TRELLIS_BAD_SETTINGS, settings_.text("says", "as asked"));
    if (status == "refused") throw trellis::Failure(TRELLIS_REFUSED, "as asked");
    if (status == "internal") throw trellis::Failure(TRELLIS_INTERNAL, "as asked");
    throw trellis::Failure(static_cast<trellis_status>(settings_.whole("status", 7)), "as asked");
  }
  long long given_ = 0;
};

TRELLIS_PLUGIN(Answers)
