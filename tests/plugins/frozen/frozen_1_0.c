/* Built from the header as it was in version 1.0: it must load and read for ever. One record a
 * line. */
#include <stdlib.h>
#include <string.h>

#include "abi_1_0.h"

struct state {
  const trellis_host* host;
};

static trellis_status open_state(const trellis_host* host, trellis_text settings,
                                 trellis_text cursor, void** instance) {
  struct state* state = malloc(sizeof *state);
  (void)settings;
  (void)cursor;
  if (state == NULL) return TRELLIS_INTERNAL;
  state->host = host;
  *instance = state;
  return TRELLIS_OK;
}

static void close_state(void* instance) { free(instance); }

static trellis_status read_lines(void* instance, const trellis_payload* payload) {
  const trellis_host* host = ((struct state*)instance)->host;
  char line[256];
  size_t size = 0;
  for (uint64_t i = 0; i < payload->stream_count; ++i) {
    const trellis_stream* stream = payload->streams[i];
    char c;
    while (stream->read(stream->context, &c, 1) == 1) {
      if (c != '\n') {
        if (size < sizeof line) line[size++] = c;
        continue;
      }
      trellis_record record;
      memset(&record, 0, sizeof record);
      record.struct_size = sizeof record;
      record.key.bytes = line;
      record.key.size = size;
      record.media_type.bytes = "text/plain";
      record.media_type.size = 10;
      record.bytes = record.key;
      const trellis_status status = host->emit(host->context, &record);
      if (status != TRELLIS_OK) return status;
      size = 0;
    }
  }
  return TRELLIS_OK;
}

static const trellis_adapter adapter = {sizeof(trellis_adapter),
                                        TRELLIS_ABI_MINOR,
                                        "frozen-1-0",
                                        "1.0.0",
                                        open_state,
                                        close_state,
                                        read_lines,
                                        NULL,
                                        NULL,
                                        NULL};

TRELLIS_EXPORT const trellis_adapter* trellis_adapter_v1(uint32_t index) {
  return index == 0 ? &adapter : NULL;
}
