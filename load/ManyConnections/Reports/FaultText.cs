using System.Globalization;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Reports;

/// <summary>What went wrong, in a sentence.</summary>
internal static class FaultText
{
    public static string Explain(string server, Faults faults) => string.Create(CultureInfo.InvariantCulture,
        $"  {server}: {faults.Lost:N0} lost, {faults.Repeated:N0} repeated, {faults.OutOfOrder:N0} out of order, {faults.Gaps:N0} gap notices, "
        + $"{faults.Unpublished:N0} not published, {faults.BrokenConnections:N0} broken connections{(faults.FirstFailure is null ? "" : $" ({faults.FirstFailure})")}");
}
