namespace RealtimeHub.Load.Fleets.Workers;

/// <summary>What a worker says, as one line of JSON: a reply, or news.</summary>
internal sealed record WorkerLine(WorkerReply? Reply = null, WorkerNews? News = null);

/// <param name="Id">Of the command.</param>
/// <param name="Error">Why it could not be done.</param>
/// <param name="Connected">What came of connecting.</param>
/// <param name="Result">What came of the run.</param>
internal sealed record WorkerReply(int Id, string? Error = null, WorkerConnected? Connected = null, FleetResult? Result = null);

/// <param name="Latency">See <see cref="Measuring.Histograms.Encode"/>.</param>
internal sealed record WorkerConnected(TimeSpan Time, string Latency, int? Recovered);

/// <summary>How it stands; once a second.</summary>
/// <param name="Seconds">The seconds whose latencies have changed, encoded.</param>
internal sealed record WorkerNews(FleetTotals Totals, IReadOnlyDictionary<int, string> Seconds);
