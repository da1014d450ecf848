#!/bin/sh
# Installs Debian packages, as root, and does not let the services in them start: not now, and not when the machine starts.
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
fi
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
for package in "$@"; do
  if [ -e "/lib/systemd/system/$package.service" ] && command -v systemctl > /dev/null; then
    systemctl disable "$package" || true
  fi
done
