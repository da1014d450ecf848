namespace RealtimeHub.Server.Sources.HostMetrics;

internal sealed partial class HostMetricsSource
{
    [LoggerMessage(EventId = 1351, Level = LogLevel.Information,
        Message = "Host metrics are not available on this machine: there is no {Root}/stat. Only Linux has it; switch the source off with "
            + "RealtimeHub:Sources:HostMetrics:Enabled, or set ProcRoot.")]
    private partial void LogNotAvailable(string root);

    [LoggerMessage(EventId = 1352, Level = LogLevel.Information,
        Message = "This machine does not have {Files}: the metrics that come from there are not published.")]
    private partial void LogFilesMissing(IReadOnlyList<string> files);
}
