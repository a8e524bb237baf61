<?php

declare(strict_types=1);

require __DIR__ . '/Wachat.php';

/** Fails with exit code 255, as any exception does, unless the two are the same. */
function check(string $what, mixed $expected, mixed $seen): void
{
    if ($seen !== $expected) {
        throw new Exception("$what: " . json_encode($seen) . ' instead of ' . json_encode($expected));
    }
    echo "ok: $what\n";
}

/** Calls Wachat, or what only the emulator has: the phones of the shop and of its customers. */
function call(string $method, string $path, ?array $body = null): array
{
    $curl = curl_init("https://app.wachat.net$path");
    curl_setopt_array($curl, [
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . getenv('WACHAT_API_KEY'), 'Content-Type: application/json'],
        CURLOPT_RETURNTRANSFER => true,
    ] + ($body === null ? [] : [CURLOPT_POSTFIELDS => json_encode($body)]));
    $text = curl_exec($curl);
    if ($text === false) {
        throw new Exception(curl_error($curl));
    }
    $reply = json_decode($text, true);
    if (($reply['success'] ?? false) !== true) {
        throw new Exception("$method $path: " . ($reply['error'] ?? $text));
    }
    return $reply;
}

$key = getenv('WACHAT_API_KEY') ?: throw new Exception('WACHAT_API_KEY is not set');

// The shop connects; the URLs that it shows have the host that it called.
$shop = call('POST', '/api/v1/instance/create', ['instanceName' => 'Toko Jakarta']);
$name = $shop['instance']['apiInstanceName'];
check('the page with the QR has the same host', 'https://app.wachat.net', substr($shop['qrcode']['liveUrl'], 0, 22));
call('POST', '/_emulator/scan', ['code' => $shop['qrcode']['code']]);

// A customer is told.
(new Wachat($key, $name))->sendText('+62 812-9876-5432', 'Your order 1001 is on its way.');
$query = http_build_query(['to' => '6281298765432', 'contains' => 'order 1001', 'wait' => '5s']);
$messages = call('GET', "/_emulator/messages?$query")['messages'];
check('the customer is told', 'Your order 1001 is on its way.', end($messages)['text'] ?? null);

// A customer whose number is not on WhatsApp.
try {
    (new Wachat($key, $name))->sendText('999000000105', 'Your order 1002 is on its way.');
    $refused = null;
} catch (WachatError $error) {
    $refused = $error->getMessage();
}
check('the shop is told of a number that is not on WhatsApp', '999000000105 is not on WhatsApp.', $refused);
