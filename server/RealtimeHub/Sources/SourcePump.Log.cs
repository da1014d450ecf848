using Microsoft.Extensions.Logging;
using RealtimeHub.Contracts;

namespace RealtimeHub.Sources;

internal sealed partial class SourcePump
{
    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning,
        Message = "An event of source {Source} for {Topic} was refused with code {Code}: {Reason}. Refused with this code so far: {Total}; "
            + "logged for the first and then for every {LogEvery}th.")]
    private partial void LogRejected(Exception? error, string source, TopicName topic, int code, string reason, long total, int logEvery);
}
