using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;

namespace RealtimeHub.Tasks;

/// <summary>Adds background work to an application.</summary>
public static class TaskServices
{
    /// <summary>Adds a kind of background work. Tasks of it are started over HTTP, over the hub, and with <see cref="IBackgroundTasks"/>.</summary>
    /// <typeparam name="TArgs">What the work is about: read from JSON, and checked by its data annotations.</typeparam>
    /// <typeparam name="THandler">Who does it. A new one for each attempt; its constructor may ask for any service.</typeparam>
    /// <param name="services">The services of the application.</param>
    /// <param name="kind">Its name, in addresses and topics: 1 to 64 of <c>a-z 0-9 -</c>.</param>
    /// <param name="configure">Its settings; those of <c>RealtimeHub:Tasks:Kinds:{kind}</c> win.</param>
    public static IServiceCollection AddBackgroundTask<TArgs, THandler>(this IServiceCollection services, string kind, Action<TaskKindOptions>? configure = null)
        where THandler : class, IBackgroundTaskHandler<TArgs>
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!IsName(kind)) throw new ArgumentException($"'{kind}' is no name for a kind: use 1 to 64 of a-z 0-9 -", nameof(kind));

        // The first of all: what is configured is set after it, and so wins.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<RealtimeHubOptions>>(new ConfigureOptions<RealtimeHubOptions>(options =>
        {
            if (!options.Tasks.Kinds.TryGetValue(kind, out var settings)) options.Tasks.Kinds.Add(kind, settings = new TaskKindOptions());
            configure?.Invoke(settings);
        })));
        return services.AddSingleton(new AddedKind(kind, TaskKind.Of<TArgs, THandler>));
    }

    /// <summary>Runs the tasks. Needs an <see cref="Ingest.IEventPublisher"/>.</summary>
    internal static IServiceCollection AddTasks(this IServiceCollection services)
    {
        services.TryAddSingleton<ITaskJournal>(provider => FolderOf(provider) is { } folder ? new SqliteJournal(folder) : new NoJournal());
        services.TryAddSingleton<ITaskBoard>(provider => new LocalBoard(
            OptionsOf(provider), FolderOf(provider) is null ? TaskKeeping.Memory : TaskKeeping.Disk, provider.GetRequiredService<ITaskJournal>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TaskKinds>().AddSingleton<TaskAccess>().AddSingleton<TaskTopics>().AddSingleton<TaskMetrics>().AddSingleton<AttemptServices>().AddSingleton(new RetryPauses());
        services.AddSingleton(provider => new QuietThreads(OptionsOf(provider).HeavyAtOnce is > 0 and var wanted ? wanted : Environment.ProcessorCount, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BackgroundTasks>().AddSingleton<IBackgroundTasks>(provider => provider.GetRequiredService<BackgroundTasks>());
        return services.AddHostedService<TaskService>();
    }

    private static TaskOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<RealtimeHubOptions>>().Value.Tasks;

    private static string? FolderOf(IServiceProvider provider) =>
        OptionsOf(provider).StateFolder is { } folder ? Path.Combine(provider.GetRequiredService<IHostEnvironment>().ContentRootPath, folder) : null;

    private static bool IsName(string kind) => kind is { Length: >= 1 and <= 64 } && kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
