/* The C interface of the runtime library: everything that cnn-run does, for
 * programs of your own. It adds files and loops to the plain table in
 * cnn/model.h: weights, data sets, training, evaluation and inference on any
 * number of images.
 *
 *     cnn_network *network;
 *     if (cnn_network_open("lenet5.so", 0, &network) ||
 *         cnn_network_load_weights(network, "lenet5.safetensors") ||
 *         cnn_network_infer(network, images, 10, probabilities))
 *       fprintf(stderr, "%s\n", cnn_runtime_last_error());
 *     cnn_network_close(network);
 *
 * Every function returns a cnn_runtime_status; no function aborts or throws.
 * After a failure cnn_runtime_last_error() describes it, for each thread
 * separately. A handle may be used by one thread at a time; handles made by
 * cnn_network_share() may run at the same time.
 */
#ifndef CNN_RUNTIME_H
#define CNN_RUNTIME_H

#include "cnn/model.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CNN_RUNTIME_API __attribute__((visibility("default")))
#else
#define CNN_RUNTIME_API
#endif

/* The values below 16 are those of cnn_status. */
typedef enum cnn_runtime_status {
  CNN_RUNTIME_OK = 0,
  CNN_RUNTIME_INVALID_ARGUMENT = 1,
  CNN_RUNTIME_OUT_OF_MEMORY = 2,
  CNN_RUNTIME_KERNEL_FAILED = 3,
  CNN_RUNTIME_DEVICE_FAILED = 4,   /* the model is for another machine */
  CNN_RUNTIME_FILE_FAILED = 16,    /* cannot open, read or write: missing, full disk, … */
  CNN_RUNTIME_INVALID_FILE = 17,   /* truncated, swapped or malformed contents */
  CNN_RUNTIME_INVALID_MODEL = 18,  /* not a compiled model, or one of another version */
  CNN_RUNTIME_MISMATCH = 19,       /* weights, data or a checkpoint of another model */
  CNN_RUNTIME_DIVERGED = 20,       /* the loss or a parameter became infinite or not a number */
  CNN_RUNTIME_INTERRUPTED = 21     /* should_stop asked to stop; the state is saved */
} cnn_runtime_status;

/* The message of this thread's last failure, or "". Never null. */
CNN_RUNTIME_API const char *cnn_runtime_last_error(void);

/* -- Networks ------------------------------------------------------------- */

/* A model with parameters and a session of its own. */
typedef struct cnn_network cnn_network;

/* Loads the shared object `path`. Threads: 0 means as many as the process may use. */
CNN_RUNTIME_API int cnn_network_open(const char *path, uint32_t threads, cnn_network **network);
/* Uses a model that is linked into the program: `&<name>_model`. */
CNN_RUNTIME_API int cnn_network_attach(const cnn_model *model, uint32_t threads,
                                       cnn_network **network);
/* A second handle on the same parameters, to be run by another thread. */
CNN_RUNTIME_API int cnn_network_share(const cnn_network *network, uint32_t threads,
                                      cnn_network **shared);
/* Null is allowed. */
CNN_RUNTIME_API void cnn_network_close(cnn_network *network);

/* The table of cnn/model.h; it lives as long as the process. */
CNN_RUNTIME_API const cnn_model *cnn_network_model(const cnn_network *network);
CNN_RUNTIME_API int cnn_network_set_threads(cnn_network *network, uint32_t threads);

/* Copies a parameter, dense and row-major; `bytes` must be its exact size. */
CNN_RUNTIME_API int cnn_network_get_parameter(const cnn_network *network, const char *name,
                                              void *values, uint64_t bytes);
CNN_RUNTIME_API int cnn_network_set_parameter(cnn_network *network, const char *name,
                                              const void *values, uint64_t bytes);

/* Weights as safetensors. Names, shapes and types must be those of the model.
 * What only training needs (the step, an optimiser's moments) stays out of the file. */
CNN_RUNTIME_API int cnn_network_load_weights(cnn_network *network, const char *path);
CNN_RUNTIME_API int cnn_network_save_weights(const cnn_network *network, const char *path);

/* Runs one entry once, on tensors of exactly the shapes it was compiled for. */
CNN_RUNTIME_API int cnn_network_run(cnn_network *network, const char *entry,
                                    const void *const *inputs, void *const *outputs);
/* Runs the entry "infer" of a network with one input and one output on `count`
 * images, in as many batches as it takes (see cnn_model.infer), without a copy of
 * them where the batches that the model was compiled for add up to `count`. The
 * tensors are [count, …]. */
CNN_RUNTIME_API int cnn_network_infer(cnn_network *network, const float *images, uint64_t count,
                                      float *outputs);

/* -- Data sets ------------------------------------------------------------ */

/* Images and labels, all in memory. */
typedef struct cnn_dataset cnn_dataset;

/* Reads IDX files, plain or .gz, from `directory`; `split` is "train" or
 * "test". The name "fashion-mnist" finds the installed data set. */
CNN_RUNTIME_API int cnn_dataset_open(const char *directory, const char *split,
                                     cnn_dataset **dataset);
/* Null is allowed. */
CNN_RUNTIME_API void cnn_dataset_close(cnn_dataset *dataset);
CNN_RUNTIME_API uint64_t cnn_dataset_count(const cnn_dataset *dataset);
/* One image scaled to [0, 1] and fitted to the network's input, and its label. */
CNN_RUNTIME_API int cnn_dataset_sample(const cnn_dataset *dataset, const cnn_network *network,
                                       uint64_t index, float *image, int32_t *label);

/* -- Evaluation and training ---------------------------------------------- */

typedef struct cnn_evaluation {
  uint64_t count;              /* samples, each counted once */
  uint64_t correct;            /* whose largest output is at the label */
} cnn_evaluation;

CNN_RUNTIME_API int cnn_network_evaluate(cnn_network *network, const cnn_dataset *dataset,
                                         cnn_evaluation *evaluation);

/* After an epoch. Accuracies are in [0, 1], or negative where they are not known. */
typedef struct cnn_epoch {
  uint64_t epoch, step;
  double loss, train_accuracy, images_per_second, test_accuracy;
} cnn_epoch;

/* Zero-initialise it, then set what you want; zero or null means "default". */
typedef struct cnn_training_options {
  uint64_t epochs;             /* passes over the data; 0 means 1 */
  int32_t seed;                /* of the shuffling and of dropout */
  int32_t has_learning_rate;   /* 0: the rate the model was compiled with */
  float learning_rate;
  const char *log;             /* a CSV file with a row for each epoch */
  const char *checkpoint;      /* written after each epoch and on an interruption */
  int32_t resume;              /* continue from `checkpoint` */
  const cnn_dataset *test;     /* evaluated after each epoch */
  /* Polled after each step; non-zero saves the checkpoint and stops. */
  int (*should_stop)(void *user_data);
  /* Called after each epoch. */
  void (*on_epoch)(void *user_data, const cnn_epoch *epoch);
  void *user_data;
} cnn_training_options;

CNN_RUNTIME_API int cnn_network_train(cnn_network *network, const cnn_dataset *dataset,
                                      const cnn_training_options *options);

#ifdef __cplusplus
}
#endif
#endif
