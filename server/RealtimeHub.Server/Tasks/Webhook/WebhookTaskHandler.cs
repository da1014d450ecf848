using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Webhook;

/// <summary>Delivers an HTTP call. What may work later is tried again; what will not, is not.</summary>
internal sealed class WebhookTaskHandler(WebhookCaller caller, IOptions<WebhookTaskOptions> options, TimeProvider clock) : IBackgroundTaskHandler<WebhookTaskArgs>
{
    private const int MaxKept = 1_000;
    private const int MaxTold = 200;

    public async Task<object?> RunAsync(WebhookTaskArgs args, TaskContext context)
    {
        var url = new Uri(args.Url);
        context.Report(null, $"calls {url.Host}, attempt {context.Attempt}");

        // Only then do the times of the call and of its signature begin: until then the receiver knows nothing of it.
        using var turn = await caller.WaitForTurnAsync(url, context.Stopping);
        using var request = MakeRequest(args, url, context.Id);
        using var timeout = new CancellationTokenSource(options.Value.CallTimeout, clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.Stopping);
        try
        {
            using var answer = await caller.SendAsync(request, patience.Token);
            return Judge(answer, await WebhookCaller.ReadAsync(answer, MaxKept, patience.Token));
        }
        catch (HttpRequestException e) when (e.InnerException is ForbiddenAddressException forbidden)
        {
            throw new TaskFailedException("forbidden", forbidden.Message, inner: e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new TaskFailedException("untrusted", $"the certificate of {url.Host} is not trusted, or it speaks no TLS", mayRetry: true, e);
        }
        catch (HttpRequestException e)
        {
            throw new TaskFailedException("unreachable", $"{url.Host} cannot be called: {e.Message}", mayRetry: true, e);
        }
        catch (OperationCanceledException e) when (!context.Stopping.IsCancellationRequested)
        {
            throw new TaskFailedException("noAnswer", $"there was no answer within {options.Value.CallTimeout}", mayRetry: true, e);
        }
    }

    private HttpRequestMessage MakeRequest(WebhookTaskArgs args, Uri url, string id)
    {
        var keys = args.Secret is null ? [] : KeysOf(args.Secret);
        var body = Encoding.UTF8.GetBytes(args.Body.GetRawText());
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in args.Headers) request.Headers.TryAddWithoutValidation(name, value);
        foreach (var (name, value) in keys.Count == 0 ? [("webhook-id", id)] : WebhookSignature.Sign(id, clock.GetUtcNow(), body, keys)) request.Headers.Add(name, value);
        return request;
    }

    private IReadOnlyList<byte[]> KeysOf(string name) =>
        options.Value.Secrets.TryGetValue(name, out var secret) && WebhookSecret.Read(secret) is { } keys
            ? keys
            : throw new TaskFailedException("noSuchSecret", $"there is no secret '{name}': see RealtimeHub:Tasks:Webhook:Secrets");

    private WebhookAnswer Judge(HttpResponseMessage answer, string text)
    {
        var status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode) return new WebhookAnswer(status, text);
        if (status is >= 300 and < 400) throw new TaskFailedException("redirected", $"the answer was {status}: redirects are not followed, give the address itself");
        var told = text.Length > MaxTold ? text[..MaxTold] : text;
        throw new TaskFailedException("refused", $"the answer was {status}: {told}", MayRetry(answer.StatusCode), retryAfter: RetryAfterOf(answer));
    }

    /// <summary>What is wrong with the call itself stays wrong. 425 says that it came too early, 408 too slowly.</summary>
    private static bool MayRetry(HttpStatusCode status) => (int)status is >= 500 or 408 or 425 or 429;

    private TimeSpan? RetryAfterOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };
}
