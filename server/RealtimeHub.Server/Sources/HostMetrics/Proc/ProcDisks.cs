using System.Text;

namespace RealtimeHub.Server.Sources.HostMetrics.Proc;

/// <summary>
/// Reads <c>/proc/diskstats</c>: <c>major minor name reads merged sectors-read ms writes merged sectors-written ...</c>.
/// Only whole physical devices: what lies on them (partitions, RAID, LVM, loop files) would count the same bytes again.
/// </summary>
internal static class ProcDisks
{
    // The kernel counts in sectors of this size whatever the device's own is.
    private const int SectorBytes = 512;

    private static readonly string[] Virtual = ["loop", "ram", "zram", "dm-", "md", "sr", "fd"];

    public static List<DeviceCounters> Parse(ReadOnlySpan<byte> text)
    {
        var disks = new List<DeviceCounters>();
        for (var rest = new ProcText(text); !rest.IsEmpty;)
        {
            var line = rest.Line();
            line.Skip(2);
            var name = Encoding.UTF8.GetString(line.Word());
            if (name.Length == 0 || IsVirtual(name) || disks.Exists(disk => IsPartition(name, disk.Name))) continue;

            line.Skip(2);
            var read = line.Counter() * SectorBytes;
            line.Skip(3);
            disks.Add(new DeviceCounters(name, read, line.Counter() * SectorBytes));
        }

        return disks;
    }

    private static bool IsVirtual(string name) => Array.Exists(Virtual, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Partitions are named after their disk: <c>sda1</c> of <c>sda</c>, <c>nvme0n1p2</c> of <c>nvme0n1</c>.</summary>
    private static bool IsPartition(string name, string disk)
    {
        if (!name.StartsWith(disk, StringComparison.Ordinal)) return false;
        var number = name.AsSpan(disk.Length);
        if (char.IsAsciiDigit(disk[^1]) && number is ['p', ..]) number = number[1..];
        else if (char.IsAsciiDigit(disk[^1])) return false;
        return !number.IsEmpty && !number.ContainsAnyExceptInRange('0', '9');
    }
}
