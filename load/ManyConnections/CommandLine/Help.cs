namespace RealtimeHub.Load.CommandLine;

/// <summary>What <c>load:connections --help</c> prints.</summary>
internal static class Help
{
    public const string Text = """
        Usage: npm run load:connections -- [OPTIONS]

        Starts a server of its own on a free loopback port and one core, and holds many WebSocket connections to it from
        another core. Every connection subscribes to one topic; then events are published over HTTP on a fixed schedule.
        Reports memory for each connection, CPU to connect and for each delivered event, and latency from the moment at
        which an event was due. Checks that every connection got every event exactly once and in order.

          --connections N     how many (default 1,000)
          --topics N          over how many topics they are spread (default 1)
          --rate R            events a second, over all topics (default 4)
          --seconds N         how long to measure (default 30)
          --warmup N          seconds of publishing before that (default 20)
          --server NAME       realtimehub (default), or signalr: plain SignalR with groups
          --compare           both servers, in turns
          --repeat N          how many rounds (default 1, or 3 with --compare); medians are reported
          --json FILE         writes all results to a file as well
          --help              this text

        The exit code is 1 when an event was lost, repeated or out of order, or a connection broke; 2 for a wrong option.
        Two file descriptors are needed for each connection, one in each process: see 'ulimit -n'.
        """;
}
