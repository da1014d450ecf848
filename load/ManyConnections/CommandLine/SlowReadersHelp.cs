namespace RealtimeHub.Load.CommandLine;

/// <summary>What <c>load:slow-readers --help</c> prints.</summary>
internal static class SlowReadersHelp
{
    public const string Text = """
        Usage: npm run load:slow-readers -- [OPTIONS]

        Do clients that do not read hurt those that do? Starts a server of its own on a free loopback port and one core; from
        another core many WebSocket connections subscribe to one topic, and events are published on a fixed schedule. First all
        read; then some stop reading, and some read slowly. They go on pinging, and come back when they are cut.
        Reports latency of the healthy clients from the moment at which an event was due, for each second and for both phases,
        memory of the server, and what the slow ones got.

          --connections N     how many, the slow ones included (default 5,000)
          --rate R            events a second (default 3)
          --bytes N           data of an event (default 10,240)
          --warmup N          seconds of publishing before anything is measured (default 40)
          --quiet N           seconds in which all read (default 60)
          --seconds N         seconds in which some are slow (default 180)
          --slow-never N      how many stop reading (default 50)
          --slow-count N      how many read slowly (default 50)
          --slow-rate N       how many bytes a second these read (default 1,024)
          --policy NAME       what RealtimeHub does with them: Recover (default), Latest or Disconnect
          --set NAME=VALUE    another setting of RealtimeHub, such as RealtimeHub:DefaultNamespace:Behind:MaxTime=00:00:05
          --server NAME       realtimehub (default), or signalr: plain SignalR with groups
          --compare           both servers, in turns
          --repeat N          how many rounds (default 1); medians are reported
          --json FILE         writes all results to a file as well
          --plot FILE         draws latency and memory over time (SVG)
          --write-docs        with --compare: makes the picture and the table of load/README.md anew
          --help              this text

        The exit code is 1 when a healthy client of RealtimeHub lost anything, or got it twice or out of order, or when a slow one
        lost something without a notice; 2 for a wrong option. What plain SignalR does is reported, not judged.
        """;
}
