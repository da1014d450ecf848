using Microsoft.Extensions.Logging;
using RealtimeHub.Ingest;

namespace RealtimeHub.Sources;

/// <summary>What all runners share.</summary>
internal sealed record SourceRunnerServices(
    IEventPublisher Publisher, SourceMetrics Metrics, TimeProvider Clock, Random Random, ILogger Logger);
