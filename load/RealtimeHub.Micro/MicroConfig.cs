using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using Perfolizer.Horology;

namespace RealtimeHub.Micro;

/// <summary>Short runs, allocations shown, results as Markdown and JSON in <c>artifacts/micro</c>.</summary>
internal sealed class MicroConfig : ManualConfig
{
    private const int WarmUps = 3;
    private const int Iterations = 8;

    /// <summary>Long enough for clocks and collections to even out, short enough for all questions in a few minutes.</summary>
    private static readonly TimeInterval IterationTime = TimeInterval.FromMilliseconds(200);

    /// <summary>The server is built again for the runs. On a busy machine that takes longer than the two minutes of BenchmarkDotNet.</summary>
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    public MicroConfig()
    {
        // The default: another one on the command line takes its place, as --job medium.
        AddJob(Job.Default.WithWarmupCount(WarmUps).WithIterationCount(Iterations).WithIterationTime(IterationTime).WithId("Short").AsDefault());
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief);
        AddAnalyser([.. DefaultConfig.Instance.GetAnalysers()]);
        AddValidator([.. DefaultConfig.Instance.GetValidators()]);
        BuildTimeout = BuildLimit;
        ArtifactsPath = Path.Combine(FindRoot(), "artifacts", "micro");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RealtimeHub.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The program does not run inside the repository.");
        }

        return folder.FullName;
    }
}
