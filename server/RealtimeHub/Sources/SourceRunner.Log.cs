using Microsoft.Extensions.Logging;

namespace RealtimeHub.Sources;

internal sealed partial class SourceRunner
{
    [LoggerMessage(EventId = 1302, Level = LogLevel.Error,
        Message = "Source {Source} failed and is started again in {DelaySeconds:0.0} s. The other sources are not affected.")]
    private partial void LogFailed(Exception error, string source, double delaySeconds);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Warning,
        Message = "Source {Source} returned although the server is not stopping, and is started again in {DelaySeconds:0.0} s. "
            + "A source that has nothing more to say should wait until it is stopped.")]
    private partial void LogReturnedEarly(string source, double delaySeconds);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Warning, Message = "Source {Source} failed while it was being stopped.")]
    private partial void LogFailedWhileStopping(Exception error, string source);

    [LoggerMessage(EventId = 1305, Level = LogLevel.Warning,
        Message = "Source {Source} did not stop within the host's shutdown time. It must end soon after its cancellation token is cancelled.")]
    private partial void LogSourceDidNotStop(string source);

    [LoggerMessage(EventId = 1306, Level = LogLevel.Warning,
        Message = "{Left} events of source {Source} were not published within the host's shutdown time and are lost.")]
    private partial void LogGaveUp(string source, int left);
}
