// In: a folder to keep files in, and a place to mount. Out: a file system that forgets, like a disk whose power is cut: what was written to a file since its
// last fsync, fdatasync or O_SYNC write is in memory alone. Names, modes and owners are kept at once; contents and lengths are not.
// A word written to the file .power-cut in its root takes effect before the write returns:
//   cut PREFIX    everything under that path which was not synced is gone
//   keep PREFIX   everything under that path is on the disk, as if long ago
//   torn PREFIX   the same, but some of those pages had reached the disk, in no order
// Run as root: power-cut FOLDER MOUNTPOINT [fuse options]. One thread, so that a cut falls between two operations.
#define FUSE_USE_VERSION 31
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

#define PAGE 4096
#define BUCKETS 1024
#define CONTROL "/.power-cut"

// What is not on the disk of one file. Bytes of the disk count only below `low`: a file that was cut short and grew again is zero between.
struct file {
  ino_t ino;
  int fd, opens, gone;
  off_t size, low;
  char **pages;
  size_t count;
  int dirty;
  char *path;
  struct file *next;
};

static int root;
static struct file *files[BUCKETS];

static const char *in(const char *path) { return path[1] ? path + 1 : "."; }

static int failed(int result) { return result < 0 ? -errno : 0; }

static struct file *known(ino_t ino) {
  struct file *file = files[ino % BUCKETS];
  while (file && file->ino != ino) file = file->next;
  return file;
}

static void forget(struct file *file) {
  struct file **at = &files[file->ino % BUCKETS];
  while (*at && *at != file) at = &(*at)->next;
  if (*at) *at = file->next;
}

static void drop_pages(struct file *file) {
  for (size_t n = 0; n < file->count; n++) free(file->pages[n]);
  free(file->pages);
  file->pages = NULL;
  file->count = 0;
  struct stat now;
  if (fstat(file->fd, &now) == 0) file->size = file->low = now.st_size;
  file->dirty = 0;
}

static void release_file(struct file *file) {
  if (file->opens > 0 || (file->dirty && !file->gone)) return;
  if (!file->gone) forget(file);
  drop_pages(file);
  close(file->fd);
  free(file->path);
  free(file);
}

// The file behind an open descriptor, which it takes over.
static struct file *file_of(int fd, const char *path) {
  struct stat now;
  if (fstat(fd, &now) < 0) return NULL;
  struct file *file = known(now.st_ino);
  if (file) {
    close(fd);
    return file;
  }
  file = calloc(1, sizeof *file);
  file->ino = now.st_ino;
  file->fd = fd;
  file->size = file->low = now.st_size;
  file->path = strdup(path);
  file->next = files[now.st_ino % BUCKETS];
  return files[now.st_ino % BUCKETS] = file;
}

static char *page_of(struct file *file, size_t n) {
  if (n >= file->count) {
    size_t count = n + 1 + file->count / 2;
    file->pages = realloc(file->pages, count * sizeof *file->pages);
    memset(file->pages + file->count, 0, (count - file->count) * sizeof *file->pages);
    file->count = count;
  }
  if (!file->pages[n]) {
    off_t at = (off_t)n * PAGE, end = file->low - at;
    file->pages[n] = calloc(1, PAGE);
    if (end > 0 && pread(file->fd, file->pages[n], end < PAGE ? end : PAGE, at) < 0) return NULL;
  }
  file->dirty = 1;
  return file->pages[n];
}

static int put(struct file *file, size_t n) {
  off_t at = (off_t)n * PAGE, left = file->size - at;
  if (left <= 0) return 0;
  size_t length = left < PAGE ? left : PAGE;
  return pwrite(file->fd, file->pages[n], length, at) == (ssize_t)length ? 0 : -EIO;
}

// What was written is on the disk when this returns.
static int keep(struct file *file) {
  if (!file->dirty) return 0;
  struct stat now;
  if (fstat(file->fd, &now) < 0 || (file->low < now.st_size && ftruncate(file->fd, file->low) < 0)) return -errno;
  for (size_t n = 0; n < file->count; n++)
    if (file->pages[n] && put(file, n) < 0) return -EIO;
  if (ftruncate(file->fd, file->size) < 0) return -errno;
  drop_pages(file);
  return 0;
}

static void cut(const char *prefix, int torn) {
  for (int bucket = 0; bucket < BUCKETS; bucket++)
    for (struct file *file = files[bucket], *next; file; file = next) {
      next = file->next;
      if (!file->dirty || strncmp(file->path, prefix, strlen(prefix)) != 0) continue;
      for (size_t n = 0; torn && n < file->count; n++)
        if (file->pages[n] && rand() % 2) put(file, n);
      drop_pages(file);
      release_file(file);
    }
}

static void keep_all(const char *prefix) {
  for (int bucket = 0; bucket < BUCKETS; bucket++)
    for (struct file *file = files[bucket], *next; file; file = next) {
      next = file->next;
      if (strncmp(file->path, prefix, strlen(prefix)) != 0 || keep(file) < 0) continue;
      release_file(file);
    }
}

static int resize(struct file *file, off_t size) {
  if (size < file->size) {
    for (size_t n = (size + PAGE - 1) / PAGE; n < file->count; n++) {
      free(file->pages[n]);
      file->pages[n] = NULL;
    }
    if (size % PAGE) {
      char *page = page_of(file, size / PAGE);
      if (!page) return -EIO;
      memset(page + size % PAGE, 0, PAGE - size % PAGE);
    }
    if (size < file->low) file->low = size;
  }
  if (size != file->size) file->dirty = 1;
  file->size = size;
  return 0;
}

// Stands for the open control file, since calls on open files bring no path.
static struct file controlling;

static struct file *of(struct fuse_file_info *info) { return (struct file *)(uintptr_t)info->fh; }

static int is_control(const char *path) { return path && strcmp(path, CONTROL) == 0; }

static int fs_getattr(const char *path, struct stat *into, struct fuse_file_info *info) {
  if (is_control(path) || (info && of(info) == &controlling)) {
    memset(into, 0, sizeof *into);
    into->st_mode = S_IFREG | 0200;
    into->st_nlink = 1;
    return 0;
  }
  if (info && of(info) ? fstat(of(info)->fd, into) < 0 : fstatat(root, in(path), into, AT_SYMLINK_NOFOLLOW) < 0) return -errno;
  struct file *file = info && of(info) ? of(info) : S_ISREG(into->st_mode) ? known(into->st_ino) : NULL;
  if (file) into->st_size = file->size;
  return 0;
}

static int opened(int fd, const char *path, struct fuse_file_info *info) {
  if (fd < 0) return -errno;
  struct file *file = file_of(fd, path);
  if (!file) return -EIO;
  file->opens++;
  info->fh = (uintptr_t)file;
  return info->flags & O_TRUNC ? resize(file, 0) : 0;
}

static int fs_open(const char *path, struct fuse_file_info *info) {
  if (is_control(path)) {
    info->direct_io = 1;
    info->fh = (uintptr_t)&controlling;
    return 0;
  }
  return opened(openat(root, in(path), O_RDWR | O_CLOEXEC), path, info);
}

static int owned(const char *path) {
  const struct fuse_context *caller = fuse_get_context();
  return failed(fchownat(root, in(path), caller->uid, caller->gid, AT_SYMLINK_NOFOLLOW));
}

static int fs_create(const char *path, mode_t mode, struct fuse_file_info *info) {
  int fd = openat(root, in(path), O_RDWR | O_CREAT | O_CLOEXEC | (info->flags & O_EXCL), mode);
  if (fd >= 0) owned(path);
  return opened(fd, path, info);
}

static int fs_read(const char *path, char *into, size_t length, off_t from, struct fuse_file_info *info) {
  (void)path;
  struct file *file = of(info);
  if (!file || file == &controlling || from >= file->size) return 0;
  if ((off_t)length > file->size - from) length = file->size - from;
  for (size_t done = 0; done < length;) {
    size_t n = (from + done) / PAGE, start = (from + done) % PAGE, part = PAGE - start;
    if (part > length - done) part = length - done;
    if (n < file->count && file->pages[n]) memcpy(into + done, file->pages[n] + start, part);
    else {
      memset(into + done, 0, part);
      off_t there = file->low - (from + (off_t)done);
      if (there > 0 && pread(file->fd, into + done, there < (off_t)part ? (size_t)there : part, from + done) < 0) return -errno;
    }
    done += part;
  }
  return length;
}

static int control(const char *word, size_t length) {
  char text[1024], prefix[1000] = "/";
  if (length >= sizeof text) return -EINVAL;
  memcpy(text, word, length);
  text[length] = 0;
  sscanf(text, "%*s %999s", prefix);
  if (strncmp(text, "keep ", 5) == 0) keep_all(prefix);
  else if (strncmp(text, "torn ", 5) == 0) cut(prefix, 1);
  else if (strncmp(text, "cut ", 4) == 0) cut(prefix, 0);
  else return -EINVAL;
  return length;
}

static int fs_write(const char *path, const char *data, size_t length, off_t from, struct fuse_file_info *info) {
  struct file *file = of(info);
  if (file == &controlling) return control(data, length);
  (void)path;
  if (info->flags & O_APPEND) from = file->size;
  for (size_t done = 0; done < length;) {
    size_t start = (from + done) % PAGE, part = PAGE - start;
    if (part > length - done) part = length - done;
    char *page = page_of(file, (from + done) / PAGE);
    if (!page) return -EIO;
    memcpy(page + start, data + done, part);
    done += part;
  }
  if (from + (off_t)length > file->size) file->size = from + length;
  if (info->flags & (O_SYNC | O_DSYNC)) {
    int kept = keep(file);
    if (kept < 0) return kept;
  }
  return length;
}

static int fs_fsync(const char *path, int data, struct fuse_file_info *info) {
  (void)path, (void)data;
  return of(info) && of(info) != &controlling ? keep(of(info)) : 0;
}

static int fs_release(const char *path, struct fuse_file_info *info) {
  (void)path;
  struct file *file = of(info);
  if (file && file != &controlling) {
    file->opens--;
    release_file(file);
  }
  return 0;
}

static int fs_truncate(const char *path, off_t size, struct fuse_file_info *info) {
  if (is_control(path) || (info && of(info) == &controlling)) return 0;
  if (info && of(info)) return resize(of(info), size);
  int fd = openat(root, in(path), O_RDWR | O_CLOEXEC);
  if (fd < 0) return -errno;
  struct file *file = file_of(fd, path);
  int result = file ? resize(file, size) : -EIO;
  if (file) release_file(file);
  return result;
}

// The name is gone at once; what is open stays readable, and is nobody's to keep.
static void unnamed(const char *path) {
  struct stat was;
  if (fstatat(root, in(path), &was, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(was.st_mode) || was.st_nlink > 1) return;
  struct file *file = known(was.st_ino);
  if (!file) return;
  forget(file);
  file->gone = 1;
  release_file(file);
}

static int fs_unlink(const char *path) {
  unnamed(path);
  return failed(unlinkat(root, in(path), 0));
}

static int fs_rename(const char *from, const char *to, unsigned flags) {
  struct stat moved;
  if (flags == 0) unnamed(to);
  if (renameat2(root, in(from), root, in(to), flags) < 0) return -errno;
  struct file *file = fstatat(root, in(to), &moved, AT_SYMLINK_NOFOLLOW) == 0 ? known(moved.st_ino) : NULL;
  if (file) {
    free(file->path);
    file->path = strdup(to);
  }
  // Files in a folder that was renamed are found by what their path now begins with.
  size_t length = strlen(from);
  for (int bucket = 0; bucket < BUCKETS; bucket++)
    for (file = files[bucket]; file; file = file->next)
      if (strncmp(file->path, from, length) == 0 && file->path[length] == '/') {
        char *path;
        if (asprintf(&path, "%s%s", to, file->path + length) < 0) return -ENOMEM;
        free(file->path);
        file->path = path;
      }
  return 0;
}

static int fs_opendir(const char *path, struct fuse_file_info *info) {
  int fd = openat(root, in(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = fd < 0 ? NULL : fdopendir(fd);
  info->fh = (uintptr_t)folder;
  return folder ? 0 : -errno;
}

static int fs_readdir(const char *path, void *into, fuse_fill_dir_t fill, off_t from, struct fuse_file_info *info, enum fuse_readdir_flags flags) {
  (void)path, (void)from, (void)flags;
  DIR *folder = (DIR *)(uintptr_t)info->fh;
  rewinddir(folder);
  for (struct dirent *entry; (entry = readdir(folder));) fill(into, entry->d_name, NULL, 0, 0);
  return 0;
}

static int fs_releasedir(const char *path, struct fuse_file_info *info) {
  (void)path;
  return failed(closedir((DIR *)(uintptr_t)info->fh));
}

static int fs_fsyncdir(const char *path, int data, struct fuse_file_info *info) {
  (void)path, (void)data, (void)info;
  return 0;
}

static int fs_mkdir(const char *path, mode_t mode) { return mkdirat(root, in(path), mode) < 0 ? -errno : owned(path); }
static int fs_rmdir(const char *path) { return failed(unlinkat(root, in(path), AT_REMOVEDIR)); }
static int fs_link(const char *from, const char *to) { return failed(linkat(root, in(from), root, in(to), 0)); }
static int fs_symlink(const char *target, const char *path) { return symlinkat(target, root, in(path)) < 0 ? -errno : owned(path); }
static int fs_readlink(const char *path, char *into, size_t size) {
  ssize_t length = readlinkat(root, in(path), into, size - 1);
  if (length < 0) return -errno;
  into[length] = 0;
  return 0;
}
static int fs_chmod(const char *path, mode_t mode, struct fuse_file_info *info) {
  if (!path) return failed(fchmod(of(info)->fd, mode));
  return failed(fchmodat(root, in(path), mode, 0));
}
static int fs_chown(const char *path, uid_t uid, gid_t gid, struct fuse_file_info *info) {
  if (!path) return failed(fchown(of(info)->fd, uid, gid));
  return failed(fchownat(root, in(path), uid, gid, AT_SYMLINK_NOFOLLOW));
}
static int fs_utimens(const char *path, const struct timespec times[2], struct fuse_file_info *info) {
  if (!path) return failed(futimens(of(info)->fd, times));
  return failed(utimensat(root, in(path), times, AT_SYMLINK_NOFOLLOW));
}
static int fs_statfs(const char *path, struct statvfs *into) {
  (void)path;
  return failed(fstatvfs(root, into));
}

static void *fs_init(struct fuse_conn_info *connection, struct fuse_config *config) {
  (void)connection;
  config->hard_remove = config->nullpath_ok = config->use_ino = 1;
  // Another program sees a length at once.
  config->attr_timeout = config->entry_timeout = config->negative_timeout = 0;
  return NULL;
}

static const struct fuse_operations operations = {
    .init = fs_init, .getattr = fs_getattr, .open = fs_open, .create = fs_create, .read = fs_read, .write = fs_write,
    .fsync = fs_fsync, .release = fs_release, .truncate = fs_truncate, .unlink = fs_unlink, .rename = fs_rename,
    .opendir = fs_opendir, .readdir = fs_readdir, .releasedir = fs_releasedir, .fsyncdir = fs_fsyncdir, .mkdir = fs_mkdir, .rmdir = fs_rmdir, .link = fs_link, .symlink = fs_symlink,
    .readlink = fs_readlink, .chmod = fs_chmod, .chown = fs_chown, .utimens = fs_utimens, .statfs = fs_statfs,
};

int main(int count, char **words) {
  if (count < 3 || (root = open(words[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
    fprintf(stderr, "usage: power-cut FOLDER MOUNTPOINT [fuse options]\n");
    return 2;
  }
  umask(0);
  words[1] = words[0];
  return fuse_main(count - 1, words + 1, &operations, NULL);
}
