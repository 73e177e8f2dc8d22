// One that behaves, for comparison; it can do everything.
#include "lines.hpp"

class Good : public Lines {
 public:
  static constexpr const char* id = "good";
  using Lines::Lines;

  void poll() override {
    for (int i = cursor_.empty() ? 1 : std::stoi(cursor_) + 1; i <= 3; ++i) {
      const std::string number = std::to_string(i);
      host().emit({number, "text/plain", number, number});
    }
  }
  void write(const trellis::RecordView& record, trellis::Output& output) override {
    if (record.bytes == "unwritable")
      throw trellis::Failure(TRELLIS_BAD_DATA, "this record has no place in the file");
    output.put(std::string(record.key) + ".txt", record.bytes);
  }
  void deliver(const trellis::RecordView& record) override {
    if (record.bytes == "busy") throw trellis::Failure(TRELLIS_RETRY, "their server is busy");
  }
};

TRELLIS_PLUGIN(Good)
