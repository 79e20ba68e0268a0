/* The binary interface between a compiled model and whoever runs it.
 *
 * A model that cnnc compiled exports one constant table, `cnn_model`, under the
 * symbol `<name>_model`; a shared object exports it as `cnn_model` too, so that
 * a program that loads it need not know its name. Everything a caller can do
 * with the model goes through that table. No function aborts or throws: each
 * returns a cnn_status, and a session that fails leaves a message behind that
 * `last_error` returns.
 *
 * All tensors that cross this interface are dense, row-major and in the
 * author's order (images: batch, channel, row, column); layouts chosen by the
 * compiler never show.
 */
#ifndef CNN_MODEL_H
#define CNN_MODEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Changes whenever a field below changes its place or meaning. */
#define CNN_MODEL_ABI_VERSION 4

typedef enum cnn_status {
  CNN_OK = 0,
  CNN_INVALID_ARGUMENT = 1,   /* a null pointer, an unknown name, a wrong size */
  CNN_OUT_OF_MEMORY = 2,
  CNN_KERNEL_FAILED = 3,      /* a kernel reported an error */
  CNN_DEVICE_FAILED = 4       /* this processor lacks the target's instructions, or an
                                 accelerator could not be used */
} cnn_status;

typedef enum cnn_element_type {
  CNN_FLOAT32 = 0,
  CNN_INT32 = 1,
  CNN_UINT8 = 2,
  CNN_INT64 = 3
} cnn_element_type;

/* A tensor as the author declared it. */
typedef struct cnn_tensor_info {
  const char *name;
  int32_t element_type;        /* a cnn_element_type */
  int32_t rank;
  const int64_t *shape;        /* `rank` extents, outermost first */
  uint64_t bytes;              /* of the dense, row-major tensor */
} cnn_tensor_info;

/* How the values of a parameter begin. Values are drawn by a counter-based
 * generator from (seed, index), so they do not depend on the order of drawing. */
typedef enum cnn_initializer_kind {
  CNN_INITIALIZER_CONSTANT = 0,  /* every value `a` */
  CNN_INITIALIZER_UNIFORM = 1,   /* uniform in [a, b) */
  CNN_INITIALIZER_NORMAL = 2,    /* normal with mean a and standard deviation b */
  CNN_INITIALIZER_IMAGE = 3      /* stored in the object, see cnn_model.image */
} cnn_initializer_kind;

typedef struct cnn_parameter_info {
  cnn_tensor_info tensor;
  uint64_t offset;             /* of the stored form in the parameter block */
  const int32_t *order;        /* stored dimension d is logical dimension order[d] */
  int32_t block;               /* 0, or one dimension lies in blocks of so many: it stands
                                  in `order` for its blocks, and again, behind all others,
                                  for the elements of a block */
  int32_t trainable;           /* 0: state such as running statistics or moments */
  int32_t initializer;         /* a cnn_initializer_kind */
  double a, b;
  uint64_t seed;
} cnn_parameter_info;

/* One kernel launch of an entry point, in order of execution. */
typedef struct cnn_launch_info {
  const char *kernel;          /* the kernel's name in the printed program */
  const char *layers;          /* the author's layers in it, joined by " + " */
  const char *algorithms;      /* how its sums are formed, "winograd" or "bf16_x3", if need
                                  be joined by " + "; "" where directly */
  uint64_t operations;         /* multiplications and additions, counted singly */
  uint64_t bytes;              /* read and written, each operand once */
} cnn_launch_info;

/* Runs task(user_context, index, closure) for every index in [first, first + count),
 * in any order and possibly at the same time, and returns when all are done. Returns
 * the first non-zero status of a task, or 0. */
typedef int (*cnn_task)(void *user_context, int index, uint8_t *closure);
typedef int (*cnn_executor)(void *executor_data, void *user_context, cnn_task task,
                            int first, int count, uint8_t *closure);

/* Called by an instrumented run after each launch: its index and nanoseconds;
 * several times for a launch that runs for each part of the batch. */
typedef void (*cnn_launch_observer)(void *data, uint32_t launch, uint64_t nanoseconds);

typedef struct cnn_entry_info {
  const char *name;            /* "infer", "infer_8" (see `infer` below), "train_step", or
                                  "prepare", which computes what follows from parameters
                                  alone and has no tensors: running any other entry runs
                                  it first where they have changed */
  uint32_t batch;              /* images in one call */
  uint32_t changes_parameters; /* whether it writes any */
  uint32_t input_count, output_count;
  const cnn_tensor_info *inputs, *outputs;
  uint64_t arena_bytes;        /* what this entry needs of the session's arena */
  uint32_t launch_count;
  const cnn_launch_info *launches;
  /* Generated code. `inputs` and `outputs` are the caller's tensors. */
  int (*run)(void *user_context, uint8_t *arena, uint8_t *parameters,
             const void *const *inputs, void *const *outputs);
} cnn_entry_info;

typedef struct cnn_parameters cnn_parameters; /* the values that training changes */
typedef struct cnn_session cnn_session;       /* arena; one calling thread at a time */
typedef struct cnn_model cnn_model;

struct cnn_model {
  uint32_t abi_version;        /* CNN_MODEL_ABI_VERSION; check it first */
  uint32_t batch;              /* images in one call of "infer" and "train_step" */
  const char *name;
  const char *target;          /* e.g. "x86-64-v4" */
  const char *compiler;        /* name and version of the compiler */
  uint32_t entry_count, parameter_count;
  const cnn_entry_info *entries;
  const cnn_parameter_info *parameters;
  uint64_t parameter_bytes;    /* size of the parameter block, with what "prepare" computes */
  uint64_t arena_bytes;        /* the largest arena_bytes of the entries */
  uint8_t *image;              /* initial parameter block, or null; the first
                                  `image_bytes` bytes are stored, the rest follow
                                  from the initialisers and "prepare" */
  uint64_t image_bytes;
  /* The same model for processors that lack the target's instructions, or null: its tensors, parameters and
   * entries but "prepare" are the same, in the same order; its kernels, launches and stored forms are its own. */
  const cnn_model *fallback;

  /* The model itself, or its fallback where this process cannot run its target; there parameters, and sessions
   * with them, are the fallback's. Ask it for what depends on the form: target, launches, bytes. For a target with
   * matrix tiles, this function and `create_parameters` ask the system for them, for the whole process: signal
   * handlers need a larger stack from then on. */
  const cnn_model *(*get_usable)(const cnn_model *);
  /* Parameters in their initial state. Sessions may share them. */
  cnn_status (*create_parameters)(const cnn_model *, cnn_parameters **);
  void (*destroy_parameters)(cnn_parameters *);
  /* Copies between the caller's row-major tensor of exactly `bytes` bytes and
   * the stored form. `index` counts model->parameters. */
  cnn_status (*get_parameter)(const cnn_parameters *, uint32_t index, void *values, uint64_t bytes);
  cnn_status (*set_parameter)(cnn_parameters *, uint32_t index, const void *values, uint64_t bytes);

  /* A session owns the arena and the kernels' scratch. The scratch grows in the
   * first runs of each entry, until each thread has had its largest tasks. Threads, the
   * caller's included, are the limit of a run, and 0 means as many as the process
   * may use; they come from one pool that all models in a process share. */
  cnn_status (*create_session)(const cnn_model *, cnn_parameters *, uint32_t threads, cnn_session **);
  void (*destroy_session)(cnn_session *);
  cnn_status (*set_threads)(cnn_session *, uint32_t threads);
  /* Replaces the pool; null restores it. */
  cnn_status (*set_executor)(cnn_session *, cnn_executor, void *executor_data);
  cnn_status (*set_observer)(cnn_session *, cnn_launch_observer, void *data);
  /* Runs entry `entry` once. Blocks until all outputs are written. */
  cnn_status (*run)(cnn_session *, uint32_t entry, const void *const *inputs, void *const *outputs);
  /* Inference on any number of images: runs the largest of the entries "infer" and
   * "infer_<batch>" that has no more images than are left, on the caller's own tensors,
   * as often as it fits. Where even the smallest has more, it runs on a copy filled up
   * with zeros. The first extent of a tensor is the number of images; an input of another
   * extent serves all images, and a model with such an output takes its batch only. */
  cnn_status (*infer)(cnn_session *, uint64_t images, const void *const *inputs,
                      void *const *outputs);
  /* The message of the session's last failure, or "". Never null. */
  const char *(*last_error)(const cnn_session *);
};

#ifdef __cplusplus
}
#endif
#endif
