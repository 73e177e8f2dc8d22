#include "trellis/cutting_adapter.hpp"

namespace {

class Hl7v2 : public trellis::CuttingAdapter {
 public:
  static constexpr const char* id = "hl7v2";
  static constexpr const char* version = "1.0.0";
  Hl7v2(trellis::Host host, std::string_view settings, std::string_view)
      : CuttingAdapter(host, settings, {"hl7v2"}) {}
};

}  // namespace

TRELLIS_PLUGIN(Hl7v2)
