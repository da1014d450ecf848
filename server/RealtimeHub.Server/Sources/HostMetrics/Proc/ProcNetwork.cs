using System.Text;

namespace RealtimeHub.Server.Sources.HostMetrics.Proc;

/// <summary>Reads <c>/proc/net/dev</c>: <c>eth0: bytes packets (6 more of receiving) bytes ...</c> after two lines of headings.</summary>
internal static class ProcNetwork
{
    private const int FieldsBetweenReceivedAndSent = 7;

    public static List<DeviceCounters> Parse(ReadOnlySpan<byte> text)
    {
        var interfaces = new List<DeviceCounters>();
        for (var rest = new ProcText(text); !rest.IsEmpty;)
        {
            var line = rest.Line();
            var name = line.UntilLast((byte)':');
            if (name.IsEmpty) continue;

            var received = line.Counter();
            line.Skip(FieldsBetweenReceivedAndSent);
            interfaces.Add(new DeviceCounters(Encoding.UTF8.GetString(name), received, line.Counter()));
        }

        return interfaces;
    }
}
