#include "trellis/cutting_adapter.hpp"

namespace {

class Csv : public trellis::CuttingAdapter {
 public:
  static constexpr const char* id = "csv";
  static constexpr const char* version = "1.0.0";
  Csv(trellis::Host host, std::string_view settings, std::string_view)
      : CuttingAdapter(host, settings, {"csv", "tables"}) {}
};

}  // namespace

TRELLIS_PLUGIN(Csv)
