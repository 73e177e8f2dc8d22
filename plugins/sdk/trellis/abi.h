/* Trellis plugin contract, major version 1. C11; no other header of ours is needed.
 *
 * Words. A PLUGIN is a shared library; it offers one or more ADAPTERS; an adapter is how one kind
 * of system speaks. OPEN makes an INSTANCE for one connection. A RECORD is one document from a
 * source about one subject.
 *
 * Threads. [adapter]: calls on one instance never overlap, though each may come from another
 * thread. [any]: may be called from any thread while a call on the instance is running.
 *
 * Memory. Every pointer is borrowed for the length of the call in which it appears; the receiver
 * copies what it keeps. Nobody frees the other side's memory.
 *
 * Growth. struct_size is the sender's size of the struct. Fields are only ever appended: read one
 * that was added later through TRELLIS_HAS. A struct without struct_size never changes. Lists of
 * structs that may grow are lists of pointers. Bigger additions are extensions, asked for by id.
 *
 * Errors. A status says what the hub should do; say why with explain before you return it. Nothing
 * is thrown. A status that a host function returned is passed on: stop, and return it.
 */
#ifndef TRELLIS_ABI_H
#define TRELLIS_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define TRELLIS_NOEXCEPT noexcept
extern "C" {
#else
#define TRELLIS_NOEXCEPT
#endif

#define TRELLIS_ABI_MAJOR 1u
#define TRELLIS_ABI_MINOR 0u
#define TRELLIS_ENTRY "trellis_adapter_v1"
#define TRELLIS_EXPORT __attribute__((visibility("default")))

/* Is `field` inside what the sender of *object knew? */
#define TRELLIS_HAS(object, field) \
  ((object)->struct_size >= offsetof(__typeof__(*(object)), field) + sizeof((object)->field))

typedef int32_t trellis_status; /* treat one that you do not know as TRELLIS_INTERNAL */
enum {
  TRELLIS_OK = 0,
  TRELLIS_RETRY = 1,        /* the other side is busy or away: try again later */
  TRELLIS_BAD_SETTINGS = 2, /* a person must change the connection's settings */
  TRELLIS_REFUSED = 3,      /* the other side said no, and will say it again */
  TRELLIS_BAD_DATA = 4,     /* this input cannot be read, or this record cannot be written */
  TRELLIS_CANCELLED = 5,    /* the hub asked to stop */
  TRELLIS_UNSUPPORTED = 6,  /* this adapter does not do that */
  TRELLIS_INTERNAL = 7      /* a fault of the adapter itself */
};

/* UTF-8 unless said otherwise; not terminated by a zero. Null bytes only with size 0. */
typedef struct trellis_text {
  const char* bytes;
  uint64_t size;
} trellis_text;

/* One named stream of a payload, read in order, once. */
typedef struct trellis_stream {
  uint32_t struct_size;
  uint32_t reserved; /* here and below: 0 */
  trellis_text name; /* "pupils.csv": no folders of the hub's machine */
  uint64_t size;     /* UINT64_MAX where not known */
  void* context;
  /* [adapter] bytes read; 0 at the end; -1 failed, with the reason explained already */
  int64_t (*read)(void* context, void* to, uint64_t size) TRELLIS_NOEXCEPT;
} trellis_stream;

/* What the hub's transport brought: a file, a folder or a zip of files, a message. */
typedef struct trellis_payload {
  uint32_t struct_size;
  uint32_t reserved;
  trellis_text name;
  const trellis_stream* const* streams;
  uint64_t stream_count;
} trellis_payload;

/* Bytes of a record from `offset` on stood at this place; lines and columns from 1, 0 unknown. */
typedef struct trellis_origin {
  uint64_t offset;
  trellis_text file;
  uint64_t line;
  uint64_t column;
} trellis_origin;

typedef struct trellis_record {
  uint32_t struct_size;
  uint32_t reserved;
  trellis_text key; /* the source's own; the same document keeps it for ever; may be empty */
  trellis_text media_type;
  trellis_text bytes;            /* in the media type's own encoding */
  trellis_text cursor;           /* given back at the next open, once committed; may be empty */
  int64_t changed_at_us;         /* microseconds since 1970 in UTC; 0 unknown */
  const trellis_origin* origins; /* in order of offset; may be null */
  uint64_t origin_count;
} trellis_record;

/* A piece of the input that could not become a record. The hub keeps it in quarantine. */
typedef struct trellis_bad_piece {
  uint32_t struct_size;
  uint32_t reserved;
  trellis_text key;
  trellis_text sentence; /* what is wrong and what would be right; no personal data */
  trellis_text file;
  uint64_t line;
  uint64_t column;
  trellis_text path;  /* XPath or HL7 position; may be empty */
  trellis_text bytes; /* as received, in any encoding, at most a mebibyte */
} trellis_bad_piece;

enum { TRELLIS_LOG_ERROR, TRELLIS_LOG_WARNING, TRELLIS_LOG_INFO, TRELLIS_LOG_DEBUG };

/* What the hub offers an instance. Valid until close returns. emit, hold and commit work only while
 * read or poll is running, and wait while the hub is busy. */
typedef struct trellis_host {
  uint32_t struct_size;
  uint32_t reserved;
  void* context; /* first argument of every function below; [any] all of them */
  trellis_status (*emit)(void* context, const trellis_record* record) TRELLIS_NOEXCEPT;
  trellis_status (*hold)(void* context, const trellis_bad_piece* piece) TRELLIS_NOEXCEPT;
  /* Returns once everything emitted and held so far is on disk. Only then may the source be told.
   * What is left when read or poll returns TRELLIS_OK, the hub commits itself. */
  trellis_status (*commit)(void* context) TRELLIS_NOEXCEPT;
  void (*explain)(void* context, trellis_text sentence) TRELLIS_NOEXCEPT; /* the last one counts */
  void (*log)(void* context, int32_t level, trellis_text event) TRELLIS_NOEXCEPT;
  int32_t (*cancelled)(void* context) TRELLIS_NOEXCEPT; /* nonzero: return soon */
  const void* (*extension)(void* context, const char* id)TRELLIS_NOEXCEPT; /* null: not here */
} trellis_host;

/* Takes what `write` builds: each put is one file or message. */
typedef struct trellis_output {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  trellis_status (*put)(void* context, trellis_text name, trellis_text bytes) TRELLIS_NOEXCEPT;
} trellis_output;

/* One adapter; lives as long as the library. [adapter] all of it. Any of read, poll, write and
 * deliver may be null. After open failed, close is not called. */
typedef struct trellis_adapter {
  uint32_t struct_size;
  uint32_t abi_minor;
  const char* id; /* as in adapter.json */
  const char* version;
  trellis_status (*open)(const trellis_host* host, trellis_text settings_json, trellis_text cursor,
                         void** instance) TRELLIS_NOEXCEPT;
  void (*close)(void* instance) TRELLIS_NOEXCEPT;
  trellis_status (*read)(void* instance, const trellis_payload* payload) TRELLIS_NOEXCEPT;
  trellis_status (*poll)(void* instance) TRELLIS_NOEXCEPT;
  trellis_status (*write)(void* instance, const trellis_record* record,
                          const trellis_output* output) TRELLIS_NOEXCEPT;
  trellis_status (*deliver)(void* instance, const trellis_record* record) TRELLIS_NOEXCEPT;
} trellis_adapter;

/* The one exported function: the adapter with this index, or null past the last. [any] */
TRELLIS_EXPORT const trellis_adapter* trellis_adapter_v1(uint32_t index) TRELLIS_NOEXCEPT;
typedef const trellis_adapter* (*trellis_adapter_entry)(uint32_t index)TRELLIS_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
